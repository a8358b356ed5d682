import type { Draft, DraftEdge, DraftNode } from './draft.ts';
import { restricts, type GraphQuery } from './query.ts';

type Verdict = 'named' | 'excluded' | 'neutral';

/**
 * Keeps the nodes that a pattern names and what is directly connected to them. A pattern speaks of its own kind: it
 * excludes the others of that kind, and where nodes of that kind are not in the view, it says nothing. An
 * application answers to the pattern for groups (by its name or its groups' ids) and to the one for producers (by
 * its name). Members come with their group.
 */
export function filterDraft(draft: Draft, query: GraphQuery): Draft {
  const verdicts = new Map<string, Verdict>();
  for (const node of draft.nodes.values()) verdicts.set(node.id, judge(node, query));
  if ([...verdicts.values()].every((verdict) => verdict === 'neutral')) return draft;

  const kept = new Set<string>();
  for (const [id, verdict] of verdicts) if (verdict === 'named') kept.add(id);
  const neighbours = [...draft.edges.values()].flatMap(({ source, target }) => {
    if (verdicts.get(source) === 'named' && verdicts.get(target) === 'neutral') return [target];
    return verdicts.get(target) === 'named' && verdicts.get(source) === 'neutral' ? [source] : [];
  });
  for (const id of neighbours) kept.add(id);
  for (const edge of draft.edges.values()) if (edge.kind === 'member' && kept.has(edge.source)) kept.add(edge.target);

  const within = ({ source, target }: DraftEdge): boolean => kept.has(source) && kept.has(target);
  return {
    nodes: new Map([...draft.nodes].filter(([id]) => kept.has(id))),
    edges: new Map([...draft.edges].filter(([, edge]) => within(edge))),
  };
}

function judge({ kind, title, groups = [] }: DraftNode, { topic, group, producer }: GraphQuery): Verdict {
  const names: boolean[] = [];
  if (kind === 'topic' && restricts(topic)) names.push(topic.matches(title));
  if (kind === 'group' && restricts(group)) names.push(group.matches(title));
  if (kind === 'producer' && restricts(producer)) names.push(producer.matches(title));
  if (kind === 'application') {
    if (restricts(group)) names.push([title, ...groups].some((name) => group.matches(name)));
    if (restricts(producer)) names.push(producer.matches(title));
  }
  if (names.length === 0) return 'neutral';
  return names.includes(true) ? 'named' : 'excluded';
}
