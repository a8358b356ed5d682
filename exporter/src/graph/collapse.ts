import { count } from './count.ts';
import type { Draft, DraftNode } from './draft.ts';
import { compareImportance, merge, moreNode, type Folded } from './fold.ts';

/** What is told apart by more than its name stays as it is. */
const kinds: ReadonlySet<DraftNode['kind']> = new Set(['topic', 'group', 'producer']);

/**
 * Nodes of one kind and lane whose names begin alike, up to the first dot, dash or the like, become one node of kind
 * `more` with the sums of their numbers.
 * @param apart Ids of such nodes that are not to be made: what they would stand for is shown.
 */
export async function collapse(draft: Draft, lanes: Int32Array, apart: ReadonlySet<string>): Promise<Folded> {
  const alike = Map.groupBy(draft.nodes.keys(), (index) => collapsedId(draft.nodes[index], lanes[index] ?? 0));
  const nodes: DraftNode[] = [];
  const newLanes: number[] = [];
  const newIndex = new Int32Array(draft.nodes.length);
  const before = compareImportance(draft, new Set());
  for (const [id, places] of alike) {
    if (id !== undefined) places.sort(before);
    const members = places.flatMap((place) => draft.nodes[place] ?? []);
    const [first] = members;
    const lane = lanes[places[0] ?? -1] ?? 0;
    if (id === undefined || first === undefined || members.length < 2 || apart.has(id)) {
      members.forEach((node, i) => {
        newIndex[places[i] ?? -1] = nodes.push(node) - 1;
        newLanes.push(lanes[places[i] ?? -1] ?? 0);
      });
      continue;
    }
    const named = { id, title: `${prefixOf(first.title) ?? ''}*`, subtitle: count(members.length, first.kind) };
    const own = nodes.push(moreNode(named, members)) - 1;
    newLanes.push(lane);
    for (const place of places) newIndex[place] = own;
  }
  return merge(draft, nodes, Int32Array.from(newLanes), newIndex);
}

function collapsedId(node: DraftNode | undefined, lane: number): string | undefined {
  const prefix = node === undefined || !kinds.has(node.kind) ? undefined : prefixOf(node.title);
  return node === undefined || prefix === undefined ? undefined : `more:${node.kind}:${String(lane)}:${prefix}`;
}

/** 'ocean.' of 'ocean.atlantic.waves'. */
function prefixOf(title: string): string | undefined {
  return /^[^._\-/:]+[._\-/:](?=.)/su.exec(title)?.[0];
}
