import { Graph, layout } from '@dagrejs/dagre';

/** What the picture of a graph depends on; numbers and texts on its nodes are not part of it. */
export interface Shape {
  /** Ends of edges are indexes into it. */
  readonly nodes: readonly { readonly id: string; readonly lane: number }[];
  readonly edges: readonly (readonly [source: number, target: number])[];
}

export interface Place {
  readonly order: number;
  readonly x: number;
  readonly y: number;
}

/** Distances in pixels that read well in Grafana's node graph panel as in the page. */
const laneDistance = 300;
const rowDistance = 100;
const card = { width: 220, height: 64 };

/**
 * Places for the nodes, at the same indexes. The lanes are given; dagre finds the order within them and the rows
 * (Sugiyama's method). Deterministic: the same shape has the same places. The box around all places is centred on
 * the origin.
 *
 * Must hold before: ids are unique and no edge joins nodes of one lane.
 */
export function place({ nodes, edges }: Shape): Place[] {
  const graph = new Graph<{ rank: number; width: number; height: number; order?: number; y?: number }>();
  graph.setGraph({
    rankdir: 'LR',
    nodesep: rowDistance - card.height,
    // Room for an edge that passes between two rows; more of it tears dense graphs apart.
    edgesep: 2,
    // The lanes below stay as they are.
    ranker: 'none',
  });
  nodes.forEach(({ lane }, i) => {
    // dagre keeps every second rank for labels of edges.
    graph.setNode(String(i), { rank: 2 * lane, ...card });
  });
  for (const [source, target] of edges) {
    const forward = laneOf(nodes, source) < laneOf(nodes, target);
    const [from, to] = forward ? [source, target] : [target, source];
    graph.setEdge(String(from), String(to), { labelpos: 'c' });
  }
  layout(graph, { constraints: foldedLast(nodes) });

  const placed = nodes.map(({ lane }, i) => {
    const { order, y } = graph.node(String(i));
    if (order === undefined || y === undefined) throw new Error(`dagre left node ${String(i)} without a place`);
    return { order, x: lane * laneDistance, y };
  });
  const shift = { x: middle(placed.map(({ x }) => x)), y: middle(placed.map(({ y }) => y)) };
  const orders = ordersWithinLanes(nodes, placed);
  return placed.map(({ x, y }, i) => ({ order: orders[i] ?? 0, x: round(x - shift.x), y: round(y - shift.y) }));
}

/** A lane's folded rest goes below the others. */
function foldedLast(nodes: Shape['nodes']): { left: string; right: string }[] {
  return nodes.flatMap((more, right) =>
    more.id.startsWith('more:')
      ? nodes.flatMap(({ lane }, left) =>
          left !== right && lane === more.lane ? [{ left: String(left), right: String(right) }] : [],
        )
      : [],
  );
}

/** dagre also counts the edges that pass through a lane; here only nodes count: 0, 1, 2 … from the top. */
function ordersWithinLanes(nodes: Shape['nodes'], placed: readonly Place[]): number[] {
  const orders = new Array<number>(nodes.length).fill(0);
  const seen = new Map<number, number>();
  const fromTop = placed.map((_, i) => i).sort((a, b) => (placed[a]?.y ?? 0) - (placed[b]?.y ?? 0) || a - b);
  for (const i of fromTop) {
    const lane = laneOf(nodes, i);
    const order = seen.get(lane) ?? 0;
    orders[i] = order;
    seen.set(lane, order + 1);
  }
  return orders;
}

function laneOf(nodes: Shape['nodes'], index: number): number {
  const node = nodes[index];
  if (node === undefined) throw new RangeError(`an edge names node ${String(index)}, which is not there`);
  return node.lane;
}

function middle(values: readonly number[]): number {
  let least = Infinity;
  let most = -Infinity;
  for (const value of values) {
    least = Math.min(least, value);
    most = Math.max(most, value);
  }
  return values.length === 0 ? 0 : (least + most) / 2;
}

/** To half a pixel, and never -0. */
function round(pixels: number): number {
  return Math.round(pixels * 2) / 2 + 0;
}
