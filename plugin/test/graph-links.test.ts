import { describe, expect, it } from '@jest/globals';
import { applyFieldOverrides, createTheme, toDataFrame } from '@grafana/data';
import type { DataFrame, InterpolateFunction, LinkModel } from '@grafana/data';
import { globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { withGraphLinks } from '../src/graph-links.ts';

const settings = { uid: 'kafka', name: 'Kafka' };

function frame(columns: Readonly<Record<string, readonly unknown[]>>, cluster = ''): DataFrame {
  return toDataFrame({
    meta: { preferredVisualisationType: 'nodeGraph', custom: { cluster } },
    fields: Object.entries(columns).map(([name, values]) => ({ name, type: 'string', values, config: {} })),
  });
}

/** As the running Grafana puts in values of a row: ${__data.fields.NAME:FORMAT}. */
const replaceVariables: InterpolateFunction = (text, scopedVars, format) =>
  text.replace(/\$\{__data\.fields\.(\w+)(?::(\w+))?\}/g, (_, name: string, own?: string) => {
    const context = scopedVars?.__dataContext?.value as { frame: DataFrame; rowIndex: number };
    const value = String(context.frame.fields.find((field) => field.name === name)?.values[context.rowIndex]);
    return (own ?? format) === 'uriencode' ? encodeURIComponent(value) : value;
  });

function linksOf(graph: DataFrame, rowIndex: number): LinkModel[] {
  const [shown] = applyFieldOverrides({
    data: [withGraphLinks(graph, settings)],
    fieldConfig: { defaults: {}, overrides: [] },
    replaceVariables,
    theme: createTheme(),
  });
  return shown?.fields.flatMap((field) => field.getLinks?.({ valueRowIndex: rowIndex }) ?? []) ?? [];
}

/** The query that Explore opens with. */
function explored(href = ''): unknown {
  const { searchParams } = new URL(href, 'http://grafana');
  const pane = JSON.parse(searchParams.get('left') ?? '{}') as { datasource?: string; queries?: readonly unknown[] };
  expect(pane.datasource).toBe('kafka');
  return pane.queries?.[0];
}

describe('links of a node', () => {
  it.each([
    [
      'topic:ocean.pacific',
      String.raw`^ocean\.pacific$`,
      '.*',
      'Dashboards/Topic',
      '/d/kafkascope-topic?var-topic=ocean.pacific',
    ],
    ['group:a/b & c', '.*', '^a/b & c$', 'Dashboards/Consumer group', '/d/kafkascope-group?var-group=a%2Fb%20%26%20c'],
    ['member:a%2Fb%25/m-1', '.*', '^a/b%$', 'Dashboards/Consumer group', '/d/kafkascope-group?var-group=a%2Fb%25'],
    ['broker:2', '.*', '.*', 'Dashboards/Broker', '/d/kafkascope-broker?var-broker=2'],
    ['producer:checkout', '.*', '.*', 'Dashboards/Overview', '/d/kafkascope-overview'],
    ['more:1', '.*', '.*', 'Dashboards/Overview', '/d/kafkascope-overview'],
  ])('%s', (id, topic, group, title, href) => {
    const [explore, dashboard] = linksOf(frame({ id: ['topic:other', id], title: ['other', 'x'] }), 1);
    expect(explore?.title).toBe(topic === group ? 'Explore/Lag of all groups' : 'Explore/Lag');
    expect(explored(explore?.href)).toMatchObject({ queryType: 'lag', by: 'topic', topic, group });
    expect(dashboard).toMatchObject({ title, href });
  });

  it.each([
    [['billing'], '^billing$', '/d/kafkascope-group?var-group=billing'],
    [['billing', 'a.b'], String.raw`^(?:billing|a\.b)$`, '/d/kafkascope-overview'],
  ])('that is an application lead to its groups: %j', (groups, pattern, href) => {
    const nodes = frame({ id: ['topic:a', 'application:shop'], groups: [null, JSON.stringify(groups)] });
    const [explore, dashboard] = linksOf(nodes, 1);
    expect(explore?.title).toBe('Explore/Lag');
    expect(explored(explore?.href)).toMatchObject({ topic: '.*', group: pattern });
    expect(dashboard?.href).toBe(href);
  });

  it('name the cluster where it has a name', () => {
    const [explore, dashboard] = linksOf(frame({ id: ['topic:orders'] }, 'east'), 0);
    expect(explored(explore?.href)).toMatchObject({ cluster: 'east' });
    expect(dashboard?.href).toBe('/d/kafkascope-topic?var-topic=orders&var-cluster=east');
  });
});

describe('the dashboard that a link leads to', () => {
  const folder = path.join(import.meta.dirname, '../../provisioning/grafana/dashboards');
  const dashboards = globSync('**/*.json', { cwd: folder }).map(
    (file) =>
      JSON.parse(readFileSync(path.join(folder, file), 'utf8')) as {
        uid: string;
        templating: { list: readonly { name: string }[] };
      },
  );

  it.each(['topic:a', 'group:a', 'application:a', 'member:a/b', 'broker:1', 'producer:a', 'more:1'])(
    'of %s is provisioned, and has the variables that the link sets',
    (id) => {
      const [, link] = linksOf(frame({ id: [id] }, 'east'), 0);
      const { pathname, searchParams } = new URL(link?.href ?? '', 'http://grafana');
      const dashboard = dashboards.find(({ uid }) => pathname === `/d/${uid}`);
      const variables = dashboard?.templating.list.map(({ name }) => `var-${name}`) ?? [];
      expect(variables).toEqual(expect.arrayContaining([...searchParams.keys()]));
    },
  );
});

it('an edge leads to its group in its topic', () => {
  const edges = frame({ id: ['e'], source: ['topic:orders'], target: ['group:billing'] });
  const [explore, dashboard] = linksOf(edges, 0);
  expect(explored(explore?.href)).toMatchObject({ topic: '^orders$', group: '^billing$' });
  expect(dashboard?.href).toBe('/d/kafkascope-group?var-group=billing');
});

it('leaves other frames alone', () => {
  const other = toDataFrame({ fields: [{ name: 'id', values: ['topic:a'] }] });
  expect(withGraphLinks(other, settings)).toBe(other);
});
