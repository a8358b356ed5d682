import type { PartitionDetails, TopicSummary } from '../api.ts';
import { known } from '../graph/count.ts';
import type { Current } from '../graph/current.ts';
import { lostRecords } from '../graph/lost-records.ts';
import { partitionHealth, topicHealth } from '../graph/topic-health.ts';
import type { Topic } from '../snapshot/snapshot.ts';
import { topicFacts } from './topic-facts.ts';

export function topicSummary({ snapshot, derived }: Current, topic: Topic, index: number): TopicSummary {
  const { partitions } = snapshot;
  const current = { snapshot, derived };
  const health = partitionHealth(snapshot, topic);
  const { readers, risks } = topicFacts(derived, index);
  const first = topic.firstPartition;
  const replicas = (partitions.replicaStart[first + 1] ?? NaN) - (partitions.replicaStart[first] ?? NaN);
  return {
    topic: topic.name,
    id: topic.id ?? null,
    internal: topic.internal,
    partitions: topic.partitionCount,
    replicationFactor: topic.partitionCount > 0 && replicas > 0 ? replicas : null,
    recordsPerSecond: known(derived.topics.produceRate[index] ?? NaN),
    sizeBytes: topic.sizeBytes ?? null,
    underReplicatedPartitions: health.underReplicated,
    offlinePartitions: health.offline,
    ...topicHealth(current, topic, health),
    ...readers,
    lost: lostRecords(current).ofTopic(topic.name)?.records ?? null,
    risks,
    error: topic.error ?? null,
  };
}

/** @param at Dense index of the partition. */
export function partitionDetails({ snapshot: { partitions }, derived }: Current, at: number): PartitionDetails {
  return {
    partition: partitions.number[at] ?? -1,
    leader: notNegative(partitions.leader[at]),
    leaderEpoch: notNegative(partitions.leaderEpoch[at]),
    replicas: Array.from(
      partitions.replicaNodes.subarray(partitions.replicaStart[at], partitions.replicaStart[at + 1]),
    ),
    inSyncReplicas: partitions.isrCount[at] ?? -1,
    logStartOffset: known(partitions.logStart[at] ?? NaN),
    endOffset: known(partitions.end[at] ?? NaN),
    lastStableOffset: known(partitions.lastStable[at] ?? NaN),
    sizeBytes: known(partitions.sizeBytes[at] ?? NaN),
    recordsPerSecond: known(derived.partitions.produceRate[at] ?? NaN),
    error: partitions.errors.get(at) ?? null,
  };
}

/** -1 stands for unknown and for none. */
function notNegative(value: number | undefined): number | null {
  return value === undefined || value < 0 ? null : value;
}
