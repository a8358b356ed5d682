import { isBelowMinIsr, isOffline, isUnderReplicated, replicaCount } from '../derived/replication.ts';
import { perPartition, type Family } from './family.ts';
import type { View } from './view.ts';

const prefix = 'kafka_topic_partition_';

function gauge(name: string, help: string, valueOf: (view: View, partition: number) => number): Family {
  return perPartition({ name: `${prefix}${name}`, type: 'gauge', help }, valueOf);
}

/** Names, labels and values of kafka_exporter. */
const dropIn: readonly Family[] = [
  gauge(
    'current_offset',
    'End offset of the partition, its high watermark.',
    ({ snapshot }, partition) => snapshot.partitions.end[partition] ?? NaN,
  ),
  gauge(
    'oldest_offset',
    'Log start offset of the partition.',
    ({ snapshot }, partition) => snapshot.partitions.logStart[partition] ?? NaN,
  ),
  gauge('leader', 'Broker id of the leader of the partition.', ({ snapshot }, partition) =>
    orUnknown(snapshot.partitions.leader[partition]),
  ),
  gauge('replicas', 'Number of replicas of the partition.', ({ snapshot }, partition) =>
    replicaCount(snapshot, partition),
  ),
  gauge('in_sync_replica', 'Number of in-sync replicas of the partition.', ({ snapshot }, partition) =>
    Number.isNaN(replicaCount(snapshot, partition)) ? NaN : (snapshot.partitions.isrCount[partition] ?? NaN),
  ),
  gauge('leader_is_preferred', '1 if the leader is the first of the assigned replicas.', ({ snapshot }, partition) => {
    const leader = snapshot.partitions.leader[partition] ?? -1;
    return leader >= 0 && leader === snapshot.partitions.preferredLeader[partition] ? 1 : 0;
  }),
  gauge('under_replicated_partition', '1 if fewer replicas are in sync than assigned.', ({ snapshot }, partition) =>
    isUnderReplicated(snapshot, partition) ? 1 : 0,
  ),
];

const own: readonly Family[] = [
  gauge('offline', '1 if the partition has no leader: nobody can write or read it.', ({ snapshot }, partition) =>
    zeroOrOne(isOffline(snapshot, partition)),
  ),
  gauge(
    'below_min_isr',
    '1 if fewer replicas are in sync than min.insync.replicas asks for, or than there are replicas if those are fewer: producers with acks=all are refused.',
    ({ snapshot }, partition) => zeroOrOne(isBelowMinIsr(snapshot, partition)),
  ),
  gauge('leader_epoch', 'Leader epoch of the partition: how often its leader changed.', ({ snapshot }, partition) =>
    orUnknown(snapshot.partitions.leaderEpoch[partition]),
  ),
  gauge(
    'last_stable_offset',
    'Offset up to which a read_committed consumer may read the partition.',
    ({ snapshot }, partition) => snapshot.partitions.lastStable[partition] ?? NaN,
  ),
];

/** -1 in the snapshot means unknown, or that there is none. */
function orUnknown(value: number | undefined): number {
  return value === undefined || value < 0 ? NaN : value;
}

function zeroOrOne(value: boolean | undefined): number {
  return value === undefined ? NaN : Number(value);
}

export const partitionFamilies: readonly Family[] = [...dropIn, ...own];
