import type { DerivedGroup, DerivedGroupTopic } from '../derived/state.ts';
import type { ConsumerGroup } from '../snapshot/snapshot.ts';
import type { Evidence } from '../api.ts';
import { count, known, sumOfKnown } from './count.ts';
import { draftEdge, draftNode, type DraftEdge, type DraftNode } from './draft.ts';

/** Title: the id. Subtitle: '3 members · Stable'. recordsPerSecond and lag: sums over its topics. */
export function groupNode(group: ConsumerGroup, derived: DerivedGroup): DraftNode {
  return draftNode('group', `group:${group.id}`, group.id, groupSubtitle(group), groupNumbers([derived]));
}

/** Sums over the topics of the groups, as far as they are known. */
export function groupNumbers(groups: readonly DerivedGroup[]): { recordsPerSecond: number | null; lag: number | null } {
  const topics = groups.flatMap((group) => group.topics);
  return {
    recordsPerSecond: sumOfKnown(topics.map((topic) => topic.consumeRate)),
    lag: sumOfKnown(topics.map((topic) => topic.lag)),
  };
}

export function groupSubtitle({ type, state, members }: ConsumerGroup): string {
  const parts = [];
  if (type === 'share' || type === 'streams') parts.push(`${type} group`);
  if (members !== undefined) parts.push(count(members.length, 'member'));
  if (state !== undefined) parts.push(state);
  return parts.length === 0 ? 'could not be described' : parts.join(' · ');
}

/** topic -> reader, by what the broker knows: commits, an assignment, or both. */
export function consumesEdge(source: number, target: number, topic: DerivedGroupTopic): DraftEdge {
  const numbers = { recordsPerSecond: known(topic.consumeRate), lag: known(topic.lag) };
  return draftEdge('consumes', source, target, consumeEvidence(topic), numbers);
}

/** A share group's start offset, which the broker keeps as it keeps commits, counts as one. */
function consumeEvidence({ committed, assignedPartitions }: DerivedGroupTopic): Evidence[] {
  if (assignedPartitions === 0) return ['commits'];
  return Number.isNaN(committed) ? ['assignment'] : ['commits', 'assignment'];
}
