import type { GraphView, NodeKind } from '../api.ts';
import type { Draft, DraftEdge } from './draft.ts';

/** Where a kind begins: an idle topic stands among the topics, also when nobody is known to write to it. */
const firstLane: Record<GraphView, Partial<Record<NodeKind, number>>> = {
  flow: { producer: 0, topic: 1, group: 2, application: 2 },
  brokers: { broker: 0, topic: 1 },
  members: { topic: 0, group: 1, member: 2 },
};

/**
 * The rank of every node: one more than the highest rank of what flows into it, at least its kind's first lane. An
 * application that reads nothing stands with the producers. Of a cycle the edge that closes it does not count;
 * which one that is depends on the order of the nodes alone.
 */
export function assignLanes(draft: Draft, view: GraphView): Map<string, number> {
  const fed = new Set(Array.from(draft.edges.values(), ({ target }) => target));
  const lanes = new Map<string, number>();
  for (const { id, kind } of draft.nodes.values()) {
    lanes.set(id, kind === 'application' && !fed.has(id) ? 0 : (firstLane[view][kind] ?? 0));
  }
  const targets = targetsBySource(draft.edges.values());
  // Producers first, so that a cycle is cut where the flow that enters it comes back.
  const start = [...lanes.keys()].sort((a, b) => (lanes.get(a) ?? 0) - (lanes.get(b) ?? 0) || compare(a, b));
  for (const { id, forward } of topologicalOrder(start, targets)) {
    const next = (lanes.get(id) ?? 0) + 1;
    for (const target of forward) lanes.set(target, Math.max(lanes.get(target) ?? 0, next));
  }
  return lanes;
}

/** By code units: the same on every machine, whatever its locale. */
export function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function targetsBySource(edges: Iterable<DraftEdge>): Map<string, string[]> {
  const targets = new Map<string, string[]>();
  for (const { source, target } of edges) {
    const list = targets.get(source);
    if (list === undefined) targets.set(source, [target]);
    else list.push(target);
  }
  for (const list of targets.values()) list.sort(compare);
  return targets;
}

interface Visited {
  readonly id: string;
  /** Targets of the edges that close no cycle. */
  readonly forward: string[];
}

/** Depth first, without recursion: a pipeline may be longer than the stack is deep. */
function topologicalOrder(start: readonly string[], targets: ReadonlyMap<string, readonly string[]>): Visited[] {
  const finished: Visited[] = [];
  const state = new Map<string, 'open' | 'done'>();
  for (const root of start) {
    if (state.has(root)) continue;
    const path: (Visited & { next: number })[] = [{ id: root, forward: [], next: 0 }];
    state.set(root, 'open');
    for (let top = path.at(-1); top !== undefined; top = path.at(-1)) {
      const target = targets.get(top.id)?.[top.next];
      top.next++;
      if (target === undefined) {
        state.set(top.id, 'done');
        finished.push(top);
        path.pop();
        continue;
      }
      const seen = state.get(target);
      if (seen !== 'open') top.forward.push(target);
      if (seen === undefined) {
        state.set(target, 'open');
        path.push({ id: target, forward: [], next: 0 });
      }
    }
  }
  return finished.reverse();
}
