import type { Frame, Graph, GraphEdge, GraphNode, Health } from '../api.ts';
import { booleanColumn, frame, numberColumn, stringColumn, withNotice, type Column } from './frame.ts';
import { palette } from './palette.ts';
import { amount, duration, exactly, joined, perSecond } from './words.ts';

const healths: readonly Health[] = ['ok', 'warning', 'critical', 'unknown'];
/** Pixels of an edge through which nothing flows that is known, and of the one with most. */
const thinnest = 1;
const thickest = 6;

/**
 * Nodes and edges as Grafana's Node graph panel knows them by the names of their fields, in lower case. It prints
 * numbers badly and its menu leaves zeros out, so that all numbers for people are texts.
 */
export function graphFrames({ nodes, edges, omitted }: Graph): [nodes: Frame, edges: Frame] {
  const nodesFrame = graphFrame('nodes', nodeColumns(nodes));
  const folded =
    omitted.nodes === 0
      ? nodesFrame
      : withNotice(
          nodesFrame,
          'info',
          `${exactly(omitted.nodes)} nodes are folded: name topics or groups, or raise the limit, to see them.`,
        );
  return [folded, graphFrame('edges', edgeColumns(edges))];
}

function graphFrame(name: string, columns: readonly Column[]): Frame {
  // Explore looks at the visualisation, dashboards at the name.
  return frame(name, columns, { preferredVisualisationType: 'nodeGraph' });
}

function nodeColumns(nodes: readonly GraphNode[]): Column[] {
  const text = (name: string, of: (node: GraphNode) => string, displayName?: string): Column =>
    stringColumn(name, nodes.map(of), named(displayName));
  return [
    text('id', ({ id }) => id),
    text('title', ({ title }) => title, 'Name'),
    text('subtitle', ({ subtitle }) => subtitle, 'About'),
    text('mainstat', ({ recordsPerSecond }) => perSecond(recordsPerSecond), 'records/s'),
    text('secondarystat', (node) => lagText(node), 'lag'),
    ...healths.map((health) =>
      numberColumn(
        `arc__${health}`,
        nodes.map((node) => shareOf(node, health)),
        { config: { displayName: health, color: { mode: 'fixed', fixedColor: palette[health] } } },
      ),
    ),
    booleanColumn(
      'highlighted',
      nodes.map(({ status }) => status === 'critical'),
    ),
    text('detail__kind', ({ kind }) => (kind === 'more' ? 'folded' : kind), 'Kind'),
    text('detail__status', ({ status }) => status, 'Status'),
    text('detail__reason', ({ reason }) => reason, 'Why'),
    text('detail__lag', ({ lag }) => exactly(lag), 'Lag (records)'),
    text('detail__timelag', ({ lagSeconds }) => duration(lagSeconds) || 'unknown', 'Time lag'),
    text('detail__lost', ({ lost }) => exactly(lost), 'Lost (records)'),
    // For links of the data source; the panel does not show it.
    stringColumn(
      'groups',
      nodes.map(({ groups }) => (groups === undefined ? null : JSON.stringify(groups))),
    ),
    numberColumn(
      'fixedx',
      nodes.map(({ x }) => x),
    ),
    numberColumn(
      'fixedy',
      nodes.map(({ y }) => y),
    ),
  ];
}

function edgeColumns(edges: readonly GraphEdge[]): Column[] {
  const text = (name: string, of: (edge: GraphEdge) => string, displayName?: string): Column =>
    stringColumn(name, edges.map(of), named(displayName));
  const most = edges.reduce((rate, { recordsPerSecond }) => Math.max(rate, recordsPerSecond ?? 0), 0);
  return [
    text('id', ({ id }) => id),
    text('source', ({ source }) => source),
    text('target', ({ target }) => target),
    text('mainstat', ({ recordsPerSecond }) => perSecond(recordsPerSecond), 'records/s'),
    text('secondarystat', (edge) => lagText(edge), 'lag'),
    numberColumn(
      'thickness',
      edges.map(({ recordsPerSecond }) => thickness(recordsPerSecond ?? 0, most)),
    ),
    text('color', ({ status }) => palette[status]),
    // Dashed is what people declared and nobody measured.
    text('strokedasharray', ({ evidence }) => (isOnlyDeclared(evidence) ? '6 4' : '')),
    booleanColumn(
      'highlighted',
      edges.map(({ status }) => status === 'critical'),
    ),
    text('detail__kind', ({ kind }) => kind, 'Kind'),
    text('detail__status', ({ status }) => status, 'Status'),
    text('detail__lag', ({ lag }) => exactly(lag), 'Lag (records)'),
    text('detail__timelag', ({ lagSeconds }) => duration(lagSeconds) || 'unknown', 'Time lag'),
    text('detail__lost', ({ lost }) => exactly(lost), 'Lost (records)'),
    text('detail__evidence', ({ evidence }) => evidence.join(', '), 'Known from'),
  ];
}

function named(displayName: string | undefined): { config?: { displayName: string } } {
  return displayName === undefined ? {} : { config: { displayName } };
}

/** Of the ring around a node: what part of it shows a status. */
function shareOf({ status, parts }: GraphNode, health: Health): number {
  // What no part of it has, like a loss, is the node's as a whole.
  if (parts === undefined || parts[status] === 0) return status === health ? 1 : 0;
  return parts[health] / (parts.ok + parts.warning + parts.critical + parts.unknown);
}

function lagText({ lag, lagSeconds }: Pick<GraphNode, 'lag' | 'lagSeconds'>): string {
  return joined(amount(lag), duration(lagSeconds));
}

/** By the logarithm: one busy edge must not make hairs of all others. */
function thickness(rate: number, most: number): number {
  if (most <= 0) return thinnest;
  const share = Math.log1p(rate) / Math.log1p(most);
  return Math.round((thinnest + share * (thickest - thinnest)) * 10) / 10;
}

function isOnlyDeclared(evidence: GraphEdge['evidence']): boolean {
  return evidence.length > 0 && evidence.every((one) => one === 'declared');
}
