import type { Snapshot } from '../snapshot/snapshot.ts';

/** How many replicas a partition (dense index) is assigned to; NaN when that is not known, as none has none. */
export function replicaCount({ partitions: { replicaStart } }: Snapshot, partition: number): number {
  const count = (replicaStart[partition + 1] ?? NaN) - (replicaStart[partition] ?? NaN);
  return count > 0 ? count : NaN;
}

/** Whether fewer replicas are in sync than assigned; not where the replicas are not known. */
export function isUnderReplicated(snapshot: Snapshot, partition: number): boolean {
  return (snapshot.partitions.isrCount[partition] ?? NaN) < replicaCount(snapshot, partition);
}

/**
 * Whether too few replicas are in sync for acks=all; undefined when that is not known. As the broker itself does: of
 * one replica it asks for no second one.
 */
export function isBelowMinIsr(snapshot: Snapshot, partition: number): boolean | undefined {
  const { topics, partitions } = snapshot;
  const config = topics[partitions.topic[partition] ?? -1]?.config;
  const replicas = replicaCount(snapshot, partition);
  if (config === undefined || Number.isNaN(replicas)) return undefined;
  return (partitions.isrCount[partition] ?? NaN) < Math.min(config.minInsyncReplicas, replicas);
}

/** Whether nobody leads a partition; undefined when that is not known. */
export function isOffline({ topics, partitions }: Snapshot, partition: number): boolean | undefined {
  const topic = topics[partitions.topic[partition] ?? -1];
  const leader = partitions.leader[partition];
  return topic === undefined || topic.error !== undefined || leader === undefined ? undefined : leader < 0;
}
