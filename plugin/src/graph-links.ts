import { FieldType } from '@grafana/data';
import type { DataFrame, DataLink, DataSourceApi, Field } from '@grafana/data';
import { exactly } from './patterns.ts';
import type { KafkascopeQuery } from './types.ts';

/** What the links of one row lead to. */
interface Target {
  /** Patterns; '.*' for all, as a link with an empty variable vanishes in Explore. */
  readonly topic: string;
  readonly group: string;
  readonly lagTitle: string;
  readonly dashboardTitle: string;
  /** Path after /d/. The dashboards are those of provisioning/grafana/dashboards. */
  readonly dashboard: string;
}

type Source = Pick<DataSourceApi, 'uid' | 'name'>;

/**
 * Adds what only Grafana knows to the frames of a graph: links from a node or an edge to its lag in Explore and to its
 * dashboard. All rows of a field share its links, so what differs stands in fields of its own, which the panel ignores.
 */
export function withGraphLinks(frame: DataFrame, source: Source): DataFrame {
  if (frame.meta?.preferredVisualisationType !== 'nodeGraph') return frame;
  const field = (name: string): Field | undefined => frame.fields.find((candidate) => candidate.name === name);
  const ids = field('id');
  const ends = [field('source'), field('target')].filter((end) => end !== undefined);
  if (ids === undefined) return frame;

  const custom: unknown = frame.meta.custom?.cluster;
  const cluster = typeof custom === 'string' ? custom : '';
  const groups = field('groups');
  const targets = ids.values.map((id: unknown, row) =>
    targetOf(
      ends.length === 0 ? [String(id)] : ends.map(({ values }) => String(values[row])),
      groupsIn(groups?.values[row]),
      cluster,
    ),
  );
  return {
    ...frame,
    // Of some frames it is computed, and not copied.
    length: frame.length,
    fields: [
      ...frame.fields.map((one) =>
        one === ids ? { ...one, config: { ...one.config, links: links(cluster, source) } } : one,
      ),
      texts('linktopic', targets, ({ topic }) => topic),
      texts('linkgroup', targets, ({ group }) => group),
      texts('linklagtitle', targets, ({ lagTitle }) => lagTitle),
      texts('linkdashboardtitle', targets, ({ dashboardTitle }) => dashboardTitle),
      texts('linkdashboard', targets, ({ dashboard }) => dashboard),
    ],
  };
}

function links(cluster: string, { uid, name }: Source): DataLink<KafkascopeQuery>[] {
  const [topic, group] = ['${__data.fields.linktopic}', '${__data.fields.linkgroup}'];
  const query: KafkascopeQuery = { refId: 'A', queryType: 'lag', by: 'topic', topic, group };
  if (cluster !== '') query.cluster = cluster;
  return [
    {
      title: 'Explore/${__data.fields.linklagtitle}',
      url: '',
      internal: { query, datasourceUid: uid, datasourceName: name },
    },
    {
      title: 'Dashboards/${__data.fields.linkdashboardtitle}',
      // Raw: its parts are encoded already.
      url: '/d/${__data.fields.linkdashboard:raw}',
    },
  ];
}

function texts(name: string, targets: readonly Target[], of: (target: Target) => string): Field<string> {
  return { name, type: FieldType.string, config: {}, values: targets.map(of) };
}

/**
 * @param ids of a node, or of both ends of an edge
 * @param joined groups that an application is joined from
 */
function targetOf(ids: readonly string[], joined: readonly string[], cluster: string): Target {
  const topic = nameIn(ids, 'topic:');
  const group = nameIn(ids, 'group:') ?? groupOfMember(ids);
  const groups = group === undefined ? joined : [group];
  const broker = nameIn(ids, 'broker:');
  const patterns = {
    topic: patternOf(topic === undefined ? [] : [topic]),
    group: patternOf(groups),
    lagTitle: topic === undefined && groups.length === 0 ? 'Lag of all groups' : 'Lag',
  };
  const dashboard = (title: string, uid: string, variables: Record<string, string> = {}): Target => {
    const all = { ...variables, ...(cluster === '' ? {} : { cluster }) };
    const search = Object.entries(all).map(([name, value]) => `var-${name}=${encodeURIComponent(value)}`);
    return {
      ...patterns,
      dashboardTitle: title,
      dashboard: [uid, ...(search.length > 0 ? [search.join('&')] : [])].join('?'),
    };
  };
  const [only] = groups;
  if (only !== undefined && groups.length === 1) {
    return dashboard('Consumer group', 'kafkascope-group', { group: only });
  }
  if (topic !== undefined) return dashboard('Topic', 'kafkascope-topic', { topic });
  if (broker !== undefined) return dashboard('Broker', 'kafkascope-broker', { broker });
  return dashboard('Overview', 'kafkascope-overview');
}

function nameIn(ids: readonly string[], prefix: string): string | undefined {
  return ids.find((id) => id.startsWith(prefix))?.slice(prefix.length);
}

/** 'member:GROUP/MEMBER', with / and % of the group encoded. */
function groupOfMember(ids: readonly string[]): string | undefined {
  const [group] = nameIn(ids, 'member:')?.split('/') ?? [];
  return group?.replaceAll('%2F', '/').replaceAll('%25', '%');
}

/** Of nodes that are applications a text with JSON, of others nothing. */
function groupsIn(text: unknown): readonly string[] {
  return typeof text === 'string' ? (JSON.parse(text) as string[]) : [];
}

function patternOf(names: readonly string[]): string {
  return names.length === 0 ? '.*' : exactly(...names);
}
