import type { GroupJudgement, GroupPartition, GroupSummary, MemberDetails } from '../api.ts';
import { offsetsOf } from '../derived/group-topic.ts';
import { lagEvidences, type DerivedGroup, type DerivedGroupTopic } from '../derived/state.ts';
import { statuses } from '../derived/status.ts';
import { known, maxOfKnown, minOfKnown, sumOfKnown } from '../graph/count.ts';
import type { Lost, LostRecords } from '../graph/lost-records.ts';
import type { ConsumerGroup, Member, Snapshot } from '../snapshot/snapshot.ts';

export function groupSummary(
  group: ConsumerGroup,
  derived: DerivedGroup | undefined,
  losses: LostRecords,
): GroupSummary {
  const topics = derived?.topics ?? [];
  return {
    group: group.id,
    type: group.type,
    state: group.state ?? null,
    protocol: group.protocol,
    coordinator: group.coordinator,
    members: group.members?.length ?? null,
    topics: topics.length,
    lag: sumOfKnown(topics.map(({ lag }) => lag)),
    recordsPerSecond: sumOfKnown(topics.map(({ consumeRate }) => consumeRate)),
    status: derived?.verdict.status ?? null,
    reason: derived?.verdict.reason ?? '',
    lagSeconds: maxOfKnown(topics.map(({ maxLagSeconds }) => maxLagSeconds)),
    timeToLossSeconds: minOfKnown(topics.map(({ timeToLoss }) => timeToLoss)),
    lost: losses.ofGroup(group.id)?.records ?? null,
    error: group.error ?? null,
  };
}

/** How a group fares in one topic. */
export function judgementInTopic(ofTopic: DerivedGroupTopic, lost: Lost | undefined): GroupJudgement {
  const { verdict, maxLagSeconds, timeToLoss } = ofTopic;
  return {
    status: verdict.status ?? null,
    reason: verdict.reason,
    lagSeconds: known(maxLagSeconds),
    timeToLossSeconds: known(timeToLoss),
    lost: lost?.records ?? null,
  };
}

/** At most `limit` partitions. */
export function memberDetails(snapshot: Snapshot, member: Member, limit: number): MemberDetails {
  const byTopic = new Map<string, number[]>();
  for (const at of member.assigned?.subarray(0, limit) ?? []) {
    const name = topicOf(snapshot, at);
    const numbers = byTopic.get(name) ?? [];
    numbers.push(snapshot.partitions.number[at] ?? -1);
    byTopic.set(name, numbers);
  }
  return {
    member: member.id,
    clientId: member.clientId,
    host: member.host.replace(/^\//, ''),
    instanceId: member.instanceId ?? null,
    assigned:
      member.assigned === undefined ? null : Array.from(byTopic, ([topic, partitions]) => ({ topic, partitions })),
  };
}

/** Every partition with a committed offset (share groups: a share offset) or a member, up to a limit. */
export function groupPartitions(
  snapshot: Snapshot,
  group: ConsumerGroup,
  derived: DerivedGroup | undefined,
  limit: number,
): { partitions: GroupPartition[]; omitted: number } {
  const client = new Map<number, string>();
  for (const { assigned, clientId } of group.members ?? []) {
    for (const at of assigned ?? []) if (!client.has(at)) client.set(at, clientId);
  }
  const { partition } = offsetsOf(group);
  const place = new Map(Array.from(partition, (at, index) => [at, index]));
  const all = [...new Set([...partition, ...client.keys()])].sort((left, right) => left - right);
  const partitions = all.slice(0, limit).map((at): GroupPartition => {
    const index = place.get(at) ?? -1;
    return {
      topic: topicOf(snapshot, at),
      partition: snapshot.partitions.number[at] ?? -1,
      committedOffset: known(group.offsets.committed[index] ?? NaN),
      endOffset: known(snapshot.partitions.end[at] ?? NaN),
      lag: known(derived?.lag[index] ?? NaN),
      lagSeconds: known(derived?.lagSeconds[index] ?? NaN),
      lagEvidence: evidenceAt(derived, index),
      timeToLossSeconds: known(derived?.timeToLoss[index] ?? NaN),
      status: statuses[derived?.partitionStatus[index] ?? -1] ?? null,
      clientId: client.get(at) ?? null,
    };
  });
  return { partitions, omitted: all.length - partitions.length };
}

function evidenceAt(derived: DerivedGroup | undefined, place: number): GroupPartition['lagEvidence'] {
  const evidence = lagEvidences[derived?.lagEvidence[place] ?? 0];
  return evidence === undefined || evidence === 'unknown' ? null : evidence;
}

function topicOf({ partitions, topics }: Snapshot, at: number): string {
  return topics[partitions.topic[at] ?? -1]?.name ?? '';
}
