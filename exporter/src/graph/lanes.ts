import type { GraphView, NodeKind } from '../api.ts';
import { nextTurn, sliceIsOver } from '../event-loop.ts';
import type { Draft } from './draft.ts';

/** Where a kind begins: an idle topic stands among the topics, also when nobody is known to write to it. */
const firstLane: Record<GraphView, Partial<Record<NodeKind, number>>> = {
  flow: { producer: 0, topic: 1, group: 2, application: 2 },
  brokers: { broker: 0, topic: 1 },
  members: { topic: 0, group: 1, member: 2 },
};

/**
 * The rank of every node, by its index: one more than the highest rank of what flows into it, at least its kind's
 * first lane. An application that reads nothing stands with the producers. Of a cycle the edge that closes it does
 * not count; which one that is depends on the order of nodes and edges alone. Lets the event loop turn in between.
 */
export async function assignLanes({ nodes, edges }: Draft, view: GraphView): Promise<Int32Array> {
  const fed = new Uint8Array(nodes.length);
  for (const { target } of edges) fed[target] = 1;
  const lanes = Int32Array.from(nodes, ({ kind }, i) =>
    kind === 'application' && fed[i] === 0 ? 0 : (firstLane[view][kind] ?? 0),
  );
  const targetsOf = adjacency({ nodes, edges });
  const order = await depthFirstOrder(targetsOf, producersFirst(lanes));
  const place = new Int32Array(nodes.length);
  order.forEach((node, i) => (place[node] = i));
  for (const [i, node] of order.entries()) {
    if (i % 256 === 0 && sliceIsOver()) await nextTurn();
    const next = (lanes[node] ?? 0) + 1;
    for (const target of targetsOf(node)) {
      // In this order only an edge that closes a cycle leads back.
      const leadsBack = (place[target] ?? 0) <= (place[node] ?? 0);
      if (!leadsBack && (lanes[target] ?? 0) < next) lanes[target] = next;
    }
  }
  return lanes;
}

type TargetsOf = (node: number) => Int32Array;

function adjacency({ nodes, edges }: Draft): TargetsOf {
  const start = new Int32Array(nodes.length + 1);
  for (const { source } of edges) start[source + 1] = (start[source + 1] ?? 0) + 1;
  for (let i = 0; i < nodes.length; i++) start[i + 1] = (start[i + 1] ?? 0) + (start[i] ?? 0);
  const next = start.slice();
  const targets = new Int32Array(edges.length);
  for (const { source, target } of edges) {
    const at = next[source] ?? 0;
    targets[at] = target;
    next[source] = at + 1;
  }
  return (node) => targets.subarray(start[node], start[node + 1]);
}

/** So that a cycle is cut where the flow that enters it comes back. */
function producersFirst(lanes: Int32Array): Int32Array {
  const byLane: number[][] = [];
  lanes.forEach((lane, node) => (byLane[lane] ??= []).push(node));
  return Int32Array.from(byLane.flat());
}

/**
 * Every node once, before all that can be reached from it but by an edge that closes a cycle (reverse postorder).
 * Without recursion: a pipeline may be longer than the stack is deep.
 */
async function depthFirstOrder(targetsOf: TargetsOf, start: Int32Array): Promise<Int32Array> {
  const order = new Int32Array(start.length);
  let free = start.length;
  const seen = new Uint8Array(start.length);
  for (const root of start) {
    if (seen[root] === 1) continue;
    seen[root] = 1;
    const path = [{ node: root, targets: targetsOf(root), next: 0 }];
    for (let top = path.at(-1); top !== undefined; top = path.at(-1)) {
      const target = top.targets[top.next];
      top.next++;
      if (target === undefined) {
        free--;
        if (free % 256 === 0 && sliceIsOver()) await nextTurn();
        order[free] = top.node;
        path.pop();
      } else if (seen[target] === 0) {
        seen[target] = 1;
        path.push({ node: target, targets: targetsOf(target), next: 0 });
      }
    }
  }
  return order;
}
