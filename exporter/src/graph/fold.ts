import type { Health, NodeKind } from '../api.ts';
import { count, plusKnown } from './count.ts';
import { addEdge, draftNode, type Draft, type DraftNode } from './draft.ts';
import { compare } from './lanes.ts';

export interface Folded {
  readonly draft: Draft;
  readonly lanes: ReadonlyMap<string, number>;
  readonly omitted: { nodes: number; edges: number };
}

const severity: Record<Health, number> = { critical: 3, warning: 2, unknown: 1, ok: 0 };

/**
 * At most `limit` nodes (at least one per lane): in every lane that has more than its share, the unhealthy, the
 * busiest and the most connected stay, and the rest becomes one `more` node with the sums of their rates, lags and
 * losses. What one lane does not need of its share goes to the others. Edges to folded nodes are summed likewise.
 *
 * @param shownBefore nodes of the previous picture: they give way only to those that are twice as busy, so that
 *   nodes of nearly the same rate do not take turns.
 */
export function fold(
  draft: Draft,
  lanes: ReadonlyMap<string, number>,
  limit: number,
  shownBefore: ReadonlySet<string>,
): Folded {
  if (draft.nodes.size <= limit) return { draft, lanes, omitted: { nodes: 0, edges: 0 } };

  const degree = new Map<string, number>();
  for (const { source, target } of draft.edges.values()) {
    for (const id of [source, target]) degree.set(id, (degree.get(id) ?? 0) + 1);
  }
  const busy = (node: DraftNode): number =>
    ((node.recordsPerSecond ?? 0) + Math.sqrt(node.lag ?? 0)) * (shownBefore.has(node.id) ? 2 : 1);
  const sticky = (node: DraftNode): number => (shownBefore.has(node.id) ? 1 : 0);

  const byLane = new Map<number, DraftNode[]>();
  for (const node of draft.nodes.values()) {
    const lane = lanes.get(node.id) ?? 0;
    const list = byLane.get(lane);
    if (list === undefined) byLane.set(lane, [node]);
    else list.push(node);
  }

  const shares = share(new Map(Array.from(byLane, ([lane, { length }]) => [lane, length])), limit);
  const nodes = new Map<string, DraftNode>();
  const newLanes = new Map<string, number>();
  /** Folded node -> the `more` node that stands for it. */
  const standIn = new Map<string, string>();
  for (const [lane, list] of [...byLane].sort(([a], [b]) => a - b)) {
    const places = shares.get(lane) ?? 1;
    const ranked = list
      .map((node) => ({ node, busy: busy(node) }))
      .sort(
        (a, b) =>
          severity[b.node.status] - severity[a.node.status] ||
          b.busy - a.busy ||
          sticky(b.node) - sticky(a.node) ||
          (degree.get(b.node.id) ?? 0) - (degree.get(a.node.id) ?? 0) ||
          compare(a.node.id, b.node.id),
      )
      .map(({ node }) => node);
    const keep = ranked.length <= places ? ranked : ranked.slice(0, places - 1);
    const rest = ranked.slice(keep.length);
    for (const node of keep) nodes.set(node.id, node);
    for (const node of keep) newLanes.set(node.id, lane);
    if (rest.length === 0) continue;
    const more = moreNode(lane, rest);
    nodes.set(more.id, more);
    newLanes.set(more.id, lane);
    for (const node of rest) standIn.set(node.id, more.id);
  }

  const folded: Draft = { nodes, edges: new Map() };
  let omittedEdges = 0;
  for (const edge of draft.edges.values()) {
    const source = standIn.get(edge.source);
    const target = standIn.get(edge.target);
    if (source !== undefined || target !== undefined) omittedEdges++;
    addEdge(folded, { ...edge, source: source ?? edge.source, target: target ?? edge.target });
  }
  return { draft: folded, lanes: newLanes, omitted: { nodes: standIn.size, edges: omittedEdges } };
}

/** How many places each lane gets: small lanes all that they need, the others equal parts of what is left. */
function share(sizes: ReadonlyMap<number, number>, limit: number): Map<number, number> {
  const places = new Map<number, number>();
  let left = limit;
  let lanesLeft = sizes.size;
  for (const [lane, size] of [...sizes].sort(([a, sizeA], [b, sizeB]) => sizeA - sizeB || a - b)) {
    const own = Math.max(1, Math.min(size, Math.floor(left / lanesLeft)));
    places.set(lane, own);
    left -= own;
    lanesLeft--;
  }
  return places;
}

function moreNode(lane: number, rest: readonly DraftNode[]): DraftNode {
  const byKind = new Map<NodeKind, number>();
  let recordsPerSecond: number | null = null;
  let lag: number | null = null;
  let lost: number | null = null;
  let status: Health = 'ok';
  for (const node of rest) {
    byKind.set(node.kind, (byKind.get(node.kind) ?? 0) + 1);
    recordsPerSecond = plusKnown(recordsPerSecond, node.recordsPerSecond);
    lag = plusKnown(lag, node.lag);
    lost = plusKnown(lost, node.lost);
    if (severity[node.status] > severity[status]) status = node.status;
  }
  const kinds = [...byKind].sort(([a], [b]) => compare(a, b));
  const [only] = kinds;
  const title =
    kinds.length === 1 && only !== undefined ? count(only[1], `more ${only[0]}`) : count(rest.length, 'more node');
  const subtitle = kinds.length === 1 ? 'rates and lags summed' : kinds.map(([kind, n]) => count(n, kind)).join(' · ');
  return { ...draftNode('more', `more:${String(lane)}`, title, subtitle, { recordsPerSecond, lag }), status, lost };
}
