import type { GroupPartition, GroupSummary, MemberDetails } from '../api.ts';
import type { DerivedGroup } from '../derived/state.ts';
import { offsetsOf } from '../derived/group-topic.ts';
import { known, sumOfKnown } from '../graph/count.ts';
import type { ConsumerGroup, Member, Snapshot } from '../snapshot/snapshot.ts';

export function groupSummary(group: ConsumerGroup, derived: DerivedGroup | undefined): GroupSummary {
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
    error: group.error ?? null,
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
  lag: Float64Array | undefined,
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
      lag: known(lag?.[index] ?? NaN),
      clientId: client.get(at) ?? null,
    };
  });
  return { partitions, omitted: all.length - partitions.length };
}

function topicOf({ partitions, topics }: Snapshot, at: number): string {
  return topics[partitions.topic[at] ?? -1]?.name ?? '';
}
