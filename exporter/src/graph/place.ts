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
const rounding = 10;

/**
 * Places for the nodes, at the same indexes. The lanes are given; dagre finds the order within them and the rows
 * (Sugiyama's method). What stands for folded nodes goes into a row of its own at the bottom. Deterministic: the same
 * shape has the same places. The box around all places is centred on the origin.
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
  nodes.forEach(({ id, lane }, i) => {
    // dagre keeps every second rank for labels of edges.
    if (!isFolded(id)) graph.setNode(String(i), { rank: 2 * lane, ...card });
  });
  for (const [source, target] of edges) {
    const [a, b] = [at(nodes, source), at(nodes, target)];
    if (isFolded(a.id) || isFolded(b.id)) continue;
    const [from, to] = a.lane < b.lane ? [source, target] : [target, source];
    graph.setEdge(String(from), String(to), { labelpos: 'c' });
  }
  layout(graph);

  const rows = rowsOf(nodes, graph);
  const orders = ordersWithinLanes(nodes, rows);
  const middleX = middle(nodes.map(({ lane }) => lane * laneDistance));
  const middleY = middle(rows);
  return nodes.map(({ lane }, i) => ({
    order: orders[i] ?? 0,
    x: lane * laneDistance - middleX,
    y: (rows[i] ?? 0) - middleY,
  }));
}

/**
 * dagre's y, to ten pixels, so that nodes that are nearly level are level. Of a picture and its mirror image, which
 * are equal to dagre, the one where more nodes of a lane stand in the order in which they came.
 */
function rowsOf(nodes: Shape['nodes'], graph: Graph<{ y?: number }>): number[] {
  const drawn = nodes.flatMap(({ id, lane }, i) => {
    if (isFolded(id)) return [];
    const { y } = graph.node(String(i));
    if (y === undefined) throw new Error(`dagre left node ${String(i)} without a place`);
    return [{ i, lane, y: Math.round(y / rounding) * rounding }];
  });
  const descending = drawn.reduce((sum, { lane, y }, i) => {
    const before = drawn[i - 1];
    return before?.lane === lane ? sum + Math.sign(y - before.y) : sum;
  }, 0);
  const ys = drawn.map(({ y }) => y);
  const [least, most] = [Math.min(...ys), Math.max(...ys)];
  const rows = new Array<number>(nodes.length).fill(drawn.length === 0 ? 0 : most + rowDistance);
  for (const { i, y } of drawn) rows[i] = descending >= 0 ? y : least + most - y;
  return rows;
}

/** dagre also counts the edges that pass through a lane; here only nodes count: 0, 1, 2 … from the top. */
function ordersWithinLanes(nodes: Shape['nodes'], rows: readonly number[]): number[] {
  const orders = new Array<number>(nodes.length).fill(0);
  const seen = new Map<number, number>();
  const fromTop = rows.map((_, i) => i).sort((a, b) => (rows[a] ?? 0) - (rows[b] ?? 0) || a - b);
  for (const i of fromTop) {
    const { lane } = at(nodes, i);
    const order = seen.get(lane) ?? 0;
    orders[i] = order;
    seen.set(lane, order + 1);
  }
  return orders;
}

function at<Item>(items: readonly Item[], index: number): Item {
  const item = items[index];
  if (item === undefined) throw new RangeError(`an edge names node ${String(index)}, which is not there`);
  return item;
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

function isFolded(id: string): boolean {
  return id.startsWith('more:');
}
