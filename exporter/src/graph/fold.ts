import type { EdgeKind, FoldedNode, NodeKind } from '../api.ts';
import { nextTurn, sliceIsOver } from '../event-loop.ts';
import { count, maxOfKnown, plusKnown } from './count.ts';
import { draftNode, type Draft, type DraftEdge, type DraftNode } from './draft.ts';
import { notJudged, severity, urgency, type Judgement } from './health.ts';
import { noParts } from './parts.ts';

export interface Folded {
  readonly draft: Draft;
  /** By index into draft.nodes. */
  readonly lanes: Int32Array;
  readonly omitted: { nodes: number; edges: number };
}

const edgeKinds: readonly EdgeKind[] = ['produces', 'consumes', 'leads', 'replicates', 'member'];

/**
 * At most `limit` nodes (at least one per lane): in every lane that has more than its share, the unhealthy, the
 * busiest and the most connected stay, and the rest becomes one `more` node with the sums of their rates, lags and
 * losses. What one lane does not need of its share goes to the others. Edges of one kind that join the same nodes,
 * also because nodes were folded, become one edge with the sums of their numbers.
 *
 * @param shownBefore ids of the nodes of the previous picture: they give way only to those that are twice as busy,
 *   so that nodes of nearly the same rate do not take turns.
 *
 * Lets the event loop turn in between.
 */
export async function fold(
  draft: Draft,
  lanes: Int32Array,
  limit: number,
  shownBefore: ReadonlySet<string>,
): Promise<Folded> {
  const all = { nodes: draft.nodes, lanes, newIndex: Int32Array.from(draft.nodes.keys()) };
  const {
    nodes,
    lanes: newLanes,
    newIndex,
  } = draft.nodes.length <= limit ? all : await foldNodes(draft, lanes, limit, shownBefore);
  return merge(draft, nodes, newLanes, newIndex);
}

/**
 * The draft with other nodes: edges that join the same of them become one with the sums of their numbers.
 * @param newIndex By index of the old nodes: which of the new ones stands for it, or is it.
 */
export async function merge(
  draft: Draft,
  nodes: readonly DraftNode[],
  lanes: Int32Array,
  newIndex: Int32Array,
): Promise<Folded> {
  const isFolded = (node: number): boolean => nodes[newIndex[node] ?? -1] !== draft.nodes[node];
  let foldedEdges = 0;
  const edges = new Map<number, DraftEdge>();
  for (const [place, edge] of draft.edges.entries()) {
    if (place % 256 === 0 && sliceIsOver()) await nextTurn();
    if (isFolded(edge.source) || isFolded(edge.target)) foldedEdges++;
    const source = newIndex[edge.source] ?? -1;
    const target = newIndex[edge.target] ?? -1;
    const key = (source * nodes.length + target) * edgeKinds.length + edgeKinds.indexOf(edge.kind);
    const present = edges.get(key);
    if (present === undefined) edges.set(key, { ...edge, source, target });
    else addTo(present, edge);
  }
  const foldedNodes = draft.nodes.reduce((sum, _, node) => sum + (isFolded(node) ? 1 : 0), 0);
  return {
    draft: { nodes, edges: [...edges.values()] },
    lanes,
    omitted: { nodes: foldedNodes, edges: foldedEdges },
  };
}

function addTo(sum: DraftEdge, edge: DraftEdge): void {
  sum.recordsPerSecond = plusKnown(sum.recordsPerSecond, edge.recordsPerSecond);
  sum.lag = plusKnown(sum.lag, edge.lag);
  sum.lagSeconds = maxOfKnown([sum.lagSeconds, edge.lagSeconds]);
  sum.lost = plusKnown(sum.lost, edge.lost);
  // Shares of different wholes have no sum.
  delete sum.audit;
  if (severity[edge.status] > severity[sum.status]) [sum.status, sum.reason] = [edge.status, edge.reason];
  if (!edge.evidence.every((evidence) => sum.evidence.includes(evidence))) {
    sum.evidence = [...new Set([...sum.evidence, ...edge.evidence])];
  }
}

async function foldNodes({ nodes, edges }: Draft, lanes: Int32Array, limit: number, shownBefore: ReadonlySet<string>) {
  const byLane = new Map<number, number[]>();
  lanes.forEach((lane, node) => {
    const list = byLane.get(lane);
    if (list === undefined) byLane.set(lane, [node]);
    else list.push(node);
  });
  const places = share(new Map(Array.from(byLane, ([lane, { length }]) => [lane, length])), limit);
  const before = compareImportance({ nodes, edges }, shownBefore);

  const kept: DraftNode[] = [];
  const keptLanes: number[] = [];
  const newIndex = new Int32Array(nodes.length);
  for (const [lane, list] of [...byLane].sort(([a], [b]) => a - b)) {
    if (sliceIsOver()) await nextTurn();
    const own = places.get(lane) ?? 1;
    const ranked = list.sort(before);
    const keep = ranked.length <= own ? ranked.length : own - 1;
    for (const index of ranked.slice(0, keep)) {
      const node = nodes[index];
      if (node === undefined) continue;
      newIndex[index] = kept.push(node) - 1;
      keptLanes.push(lane);
    }
    if (keep === ranked.length) continue;
    if (sliceIsOver()) await nextTurn();
    const rest = ranked.slice(keep);
    const more =
      kept.push(
        restNode(
          lane,
          rest.flatMap((node) => nodes[node] ?? []),
        ),
      ) - 1;
    keptLanes.push(lane);
    for (const node of rest) newIndex[node] = more;
  }
  return { nodes: kept, lanes: Int32Array.from(keptLanes), newIndex };
}

/** The unhealthy first, then the busiest, then those with the most edges; else in the draft's order. */
export function compareImportance(
  { nodes, edges }: Draft,
  shownBefore: ReadonlySet<string>,
): (a: number, b: number) => number {
  const urgencies = Uint8Array.from(nodes, ({ status }) => urgency[status]);
  const shown = Uint8Array.from(nodes, ({ id }) => (shownBefore.has(id) ? 1 : 0));
  const busy = Float64Array.from(
    nodes,
    ({ recordsPerSecond, lag }, i) => ((recordsPerSecond ?? 0) + Math.sqrt(lag ?? 0)) * (shown[i] === 1 ? 2 : 1),
  );
  const degree = new Int32Array(nodes.length);
  for (const { source, target } of edges) {
    degree[source] = (degree[source] ?? 0) + 1;
    degree[target] = (degree[target] ?? 0) + 1;
  }
  const descending = [urgencies, busy, shown, degree];
  return (a, b) => {
    for (const column of descending) {
      const difference = (column[b] ?? 0) - (column[a] ?? 0);
      if (difference !== 0) return difference;
    }
    return a - b;
  };
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

/** What a lane has no room for. */
function restNode(lane: number, rest: readonly DraftNode[]): DraftNode {
  const counts = Object.entries(foldedIn(rest)).sort();
  const [only] = counts;
  const total = counts.reduce((sum, [, number]) => sum + number, 0);
  const one = counts.length === 1 && only !== undefined;
  const title = count(total, one ? `more ${only[0]}` : 'more node');
  const subtitle = one ? 'rates and lags summed' : counts.map(([kind, number]) => count(number, kind)).join(' · ');
  return moreNode({ id: `more:${String(lane)}`, title, subtitle }, rest);
}

/** How many nodes of each kind there are, those that others stand for among them. */
function foldedIn(nodes: readonly DraftNode[]): Partial<Record<NodeKind, number>> {
  const folded: Partial<Record<NodeKind, number>> = {};
  for (const node of nodes) {
    for (const [kind, number] of Object.entries(node.folded ?? { [node.kind]: 1 }) as [NodeKind, number][]) {
      folded[kind] = (folded[kind] ?? 0) + number;
    }
  }
  return folded;
}

/** So many are named in the details of a node that stands for others. */
const mostInside = 100;

/**
 * One node in place of several, with their sums.
 * @param rest The most important first.
 */
export function moreNode(named: Pick<DraftNode, 'id' | 'title' | 'subtitle'>, rest: readonly DraftNode[]): DraftNode {
  const parts = noParts();
  let recordsPerSecond: number | null = null;
  let lag: number | null = null;
  let lagSeconds: number | null = null;
  let lost: number | null = null;
  let worst: DraftNode | undefined;
  for (const node of rest) {
    if (node.kind !== 'more') parts[node.status]++;
    else for (const health of Object.keys(parts) as (keyof typeof parts)[]) parts[health] += node.parts?.[health] ?? 0;
    recordsPerSecond = plusKnown(recordsPerSecond, node.recordsPerSecond);
    lag = plusKnown(lag, node.lag);
    lagSeconds = maxOfKnown([lagSeconds, node.lagSeconds]);
    lost = plusKnown(lost, node.lost);
    if (worst === undefined || severity[node.status] > severity[worst.status]) worst = node;
  }
  const inside: FoldedNode[] = rest
    .flatMap((node) => node.inside ?? { id: node.id, title: node.title, status: node.status, lag: node.lag })
    .slice(0, mostInside);
  const judgement = worst === undefined ? notJudged : judgementOfRest(worst);
  const numbers = { recordsPerSecond, lag, lagSeconds, lost };
  const { id, title, subtitle } = named;
  return { ...draftNode('more', id, title, subtitle, numbers, judgement), folded: foldedIn(rest), parts, inside };
}

/** That nothing is known of one of many is no news; that one is ill is. */
function judgementOfRest({ status, title, reason }: DraftNode): Judgement {
  return { status, reason: urgency[status] === 0 ? '' : `${title}: ${reason}` };
}
