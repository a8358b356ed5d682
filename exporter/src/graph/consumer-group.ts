import type { DerivedGroup, DerivedGroupTopic } from '../derived/state.ts';
import type { ConsumerGroup } from '../snapshot/snapshot.ts';
import type { Evidence } from '../api.ts';
import { count, known, maxOfKnown, sumOfKnown } from './count.ts';
import { draftEdge, draftNode, type DraftEdge, type DraftNode } from './draft.ts';
import { judge, type Judgement } from './health.ts';
import type { Lost, LostRecords } from './lost-records.ts';
import { noParts, partOf, type Parts } from './parts.ts';

/** A consumer group with what is derived of it. */
export interface PresentGroup {
  readonly group: ConsumerGroup;
  readonly derived: DerivedGroup;
}

/** Title: the id. Subtitle: '3 members · Stable'. recordsPerSecond, lag and lost: sums over its topics. */
export function groupNode(present: PresentGroup, losses: LostRecords): DraftNode {
  const { group } = present;
  const numbers = groupNumbers([present], losses);
  const health = groupHealth(present, losses);
  const node = draftNode('group', `group:${group.id}`, group.id, groupSubtitle(group), numbers, health);
  return { ...node, parts: readPartitions([present]) };
}

/** Sums over the topics of the groups, and the largest time lag, as far as they are known. */
export function groupNumbers(groups: readonly PresentGroup[], losses: LostRecords) {
  const topics = groups.flatMap(({ derived }) => derived.topics);
  return {
    recordsPerSecond: sumOfKnown(topics.map((topic) => topic.consumeRate)),
    lag: sumOfKnown(topics.map((topic) => topic.lag)),
    lagSeconds: maxOfKnown(topics.map((topic) => topic.maxLagSeconds)),
    lost: sumOfKnown(groups.map(({ group }) => losses.ofGroup(group.id)?.records ?? null)),
  };
}

/** By the status of each partition that they have offsets of. */
export function readPartitions(groups: readonly PresentGroup[]): Parts {
  const parts = noParts();
  for (const { derived } of groups) for (const code of derived.partitionStatus) parts[partOf(code)]++;
  return parts;
}

export function groupHealth({ group, derived }: PresentGroup, losses: LostRecords): Judgement {
  return judge(derived.verdict, losses.ofGroup(group.id)?.recent);
}

export function groupSubtitle({ type, state, members }: ConsumerGroup): string {
  const parts = [];
  if (type === 'share' || type === 'streams') parts.push(`${type} group`);
  if (members !== undefined) parts.push(count(members.length, 'member'));
  if (state !== undefined) parts.push(state);
  return parts.length === 0 ? 'could not be described' : parts.join(' · ');
}

/** topic -> reader, by what the broker knows: commits, an assignment, or both. */
export function consumesEdge(
  source: number,
  target: number,
  topic: DerivedGroupTopic,
  lost: Lost | undefined,
): DraftEdge {
  const numbers = {
    recordsPerSecond: known(topic.consumeRate),
    lag: known(topic.lag),
    lagSeconds: known(topic.maxLagSeconds),
    lost: lost?.records ?? null,
  };
  return draftEdge('consumes', source, target, consumeEvidence(topic), numbers, judge(topic.verdict, lost?.recent));
}

/** A share group's start offset, which the broker keeps as it keeps commits, counts as one. */
function consumeEvidence({ committed, assignedPartitions }: DerivedGroupTopic): Evidence[] {
  if (assignedPartitions === 0) return ['commits'];
  return Number.isNaN(committed) ? ['assignment'] : ['commits', 'assignment'];
}
