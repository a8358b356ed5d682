import { nextTurn, sliceIsOver } from '../event-loop.ts';
import type { Draft, DraftNode } from './draft.ts';
import { restricts, type GraphQuery } from './query.ts';

type Verdict = 'named' | 'excluded' | 'neutral';

/**
 * Keeps the nodes that a pattern names and what is directly connected to them. A pattern speaks of its own kind: it
 * excludes the others of that kind, and where nodes of that kind are not in the view, it says nothing. An
 * application answers to the pattern for groups (by its name or its groups' ids) and to the one for producers (by
 * its name). Members come with their group. Lets the event loop turn in between.
 */
export async function filterDraft(draft: Draft, query: GraphQuery): Promise<Draft> {
  const verdicts = await judge(draft.nodes, query);
  if (verdicts === undefined) return draft;

  const kept = verdicts.map((verdict) => verdict === 'named');
  for (const { source, target } of draft.edges) {
    if (verdicts[source] === 'named' && verdicts[target] === 'neutral') kept[target] = true;
    if (verdicts[target] === 'named' && verdicts[source] === 'neutral') kept[source] = true;
  }
  for (const { kind, source, target } of draft.edges)
    if (kind === 'member' && kept[source] === true) kept[target] = true;

  const nodes: DraftNode[] = [];
  const newIndex = draft.nodes.map((node, i) => (kept[i] === true ? nodes.push(node) - 1 : undefined));
  const edges = draft.edges.flatMap((edge) => {
    const source = newIndex[edge.source];
    const target = newIndex[edge.target];
    return source === undefined || target === undefined ? [] : [{ ...edge, source, target }];
  });
  return { nodes, edges };
}

/** One verdict per node; undefined when no pattern says anything about any of them. */
async function judge(
  nodes: readonly DraftNode[],
  { topic, group, producer }: GraphQuery,
): Promise<Verdict[] | undefined> {
  const topicPattern = restricts(topic) ? topic : undefined;
  const groupPattern = restricts(group) ? group : undefined;
  const producerPattern = restricts(producer) ? producer : undefined;
  if (topicPattern === undefined && groupPattern === undefined && producerPattern === undefined) return undefined;

  const verdictOf = ({ kind, title, groups = [] }: DraftNode): Verdict => {
    const answers: (boolean | undefined)[] = [];
    if (kind === 'topic') answers.push(topicPattern?.matches(title));
    if (kind === 'producer' || kind === 'application') answers.push(producerPattern?.matches(title));
    if (kind === 'group') answers.push(groupPattern?.matches(title));
    if (kind === 'application') {
      answers.push(groupPattern === undefined ? undefined : [title, ...groups].some((id) => groupPattern.matches(id)));
    }
    if (answers.every((answer) => answer === undefined)) return 'neutral';
    return answers.includes(true) ? 'named' : 'excluded';
  };
  const verdicts: Verdict[] = [];
  for (const node of nodes) {
    if (verdicts.push(verdictOf(node)) % 64 === 0 && sliceIsOver()) await nextTurn();
  }
  return verdicts.some((verdict) => verdict !== 'neutral') ? verdicts : undefined;
}
