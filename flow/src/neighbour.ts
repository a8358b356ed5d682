import type { GraphNode } from '@kafkascope/exporter/api';

const steps: Readonly<Record<string, { readonly x: number; readonly y: number }>> = {
  ArrowLeft: { x: -1, y: 0 },
  ArrowRight: { x: 1, y: 0 },
  ArrowUp: { x: 0, y: -1 },
  ArrowDown: { x: 0, y: 1 },
};

/** The node to which an arrow key leads: within the lane up and down, to the nearest in another lane sideways. */
export function neighbour(from: GraphNode, nodes: readonly GraphNode[], key: string): GraphNode | undefined {
  const step = steps[key];
  if (step === undefined) return undefined;
  let best: { readonly node: GraphNode; readonly distance: number } | undefined;
  for (const node of nodes) {
    const [ahead, aside] =
      step.x === 0
        ? [(node.y - from.y) * step.y, node.lane === from.lane ? 0 : Infinity]
        : // Never past a lane, however far away its nodes are: each can be reached.
          [(node.lane - from.lane) * step.x * 1e9, Math.abs(node.y - from.y)];
    const distance = ahead + aside;
    if (ahead > 0 && distance < (best?.distance ?? Infinity)) best = { node, distance };
  }
  return best?.node;
}
