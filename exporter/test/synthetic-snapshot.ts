import type { Broker, ConsumerGroup, Member, Partitions, Snapshot, Topic } from '../src/snapshot/snapshot.ts';
import { seededRandom } from './seeded-random.ts';

export interface SyntheticShape {
  readonly topics: number;
  readonly partitionsPerTopic: number;
  readonly groups: number;
  /** Committed offsets of each group, on neighbouring partitions; at most all partitions. */
  readonly offsetsPerGroup: number;
  readonly seed?: number;
  /** When the pass ended. Offsets grow with it, so that two moments of one shape give known rates. */
  readonly atMs?: number;
  readonly brokers?: number;
  readonly replicationFactor?: number;
  readonly membersPerGroup?: number;
  readonly cluster?: string;
}

/** Where time begins for synthetic offsets: a partition's end is its base at this moment. */
export const syntheticEpochMs = Date.UTC(2026, 0, 1);

/**
 * A healthy cluster of the given size, the same for the same shape and seed. Partition i receives
 * `syntheticRate(i)` records a second; each group commits with a lag that does not change.
 */
export function syntheticSnapshot(shape: SyntheticShape): Snapshot {
  const atMs = shape.atMs ?? syntheticEpochMs;
  const random = seededRandom(shape.seed ?? 1);
  const brokers = syntheticBrokers(shape.brokers ?? 3);
  const partitions = syntheticPartitions(shape, brokers.length, random, atMs);
  const topics = syntheticTopics(shape, partitions);
  return {
    cluster: shape.cluster ?? '',
    clusterId: 'c3ludGhldGljLWNsdXN0ZXI',
    finishedAtMs: atMs,
    tickMs: atMs,
    offsetsRetentionMs: 604_800_000,
    brokers,
    quorum: {
      leaderId: 1,
      leaderEpoch: 7,
      highWatermark: 1000,
      voters: brokers.map(({ id }) => ({ id, logEndOffset: 1000 - (id - 1), lag: id - 1 })),
      metadataVersion: '4.1-IV1',
    },
    topics,
    partitions,
    groups: Array.from({ length: shape.groups }, (_, index) => syntheticGroup(shape, partitions, index, random)),
    transactions: undefined,
    collectors: ['groups', 'metadata', 'offsets'].map((name) => ({
      name,
      success: true,
      durationSeconds: 0.1,
      error: undefined,
    })),
  };
}

/** Records per second that partition `index` receives. */
function syntheticRate(index: number): number {
  return index % 10;
}

function syntheticBrokers(count: number): Broker[] {
  return Array.from({ length: count }, (_, index) => ({
    id: index + 1,
    host: `broker-${String(index + 1)}.example`,
    port: 9092,
    rack: `rack-${String((index % 3) + 1)}`,
    error: undefined,
    logDirs: [
      {
        path: '/var/lib/kafka',
        online: true,
        error: undefined,
        sizeBytes: 1e9,
        totalBytes: 1e11,
        usableBytes: 4e10,
      },
    ],
  }));
}

function syntheticPartitions(shape: SyntheticShape, brokers: number, random: () => number, atMs: number): Partitions {
  const count = shape.topics * shape.partitionsPerTopic;
  const replicas = Math.min(shape.replicationFactor ?? 3, brokers);
  const seconds = (atMs - syntheticEpochMs) / 1000;
  const partitions = {
    count,
    topic: new Int32Array(count),
    number: new Int32Array(count),
    leader: new Int32Array(count),
    leaderEpoch: new Int32Array(count).fill(5),
    preferredLeader: new Int32Array(count),
    replicaStart: new Int32Array(count + 1),
    replicaNodes: new Int32Array(count * replicas),
    isrCount: new Int32Array(count).fill(replicas),
    logStart: new Float64Array(count),
    end: new Float64Array(count),
    endEpoch: new Int32Array(count).fill(5),
    lastStable: new Float64Array(count),
    sizeBytes: new Float64Array(count),
    errors: new Map<number, string>(),
  };
  for (let index = 0; index < count; index++) {
    partitions.topic[index] = Math.floor(index / shape.partitionsPerTopic);
    partitions.number[index] = index % shape.partitionsPerTopic;
    for (let replica = 0; replica < replicas; replica++) {
      partitions.replicaNodes[index * replicas + replica] = ((index + replica) % brokers) + 1;
    }
    partitions.replicaStart[index + 1] = (index + 1) * replicas;
    partitions.leader[index] = (index % brokers) + 1;
    partitions.preferredLeader[index] = (index % brokers) + 1;
    const start = Math.floor(random() * 1e6);
    const end = start + 10_000 + Math.floor(random() * 1e6) + Math.floor(syntheticRate(index) * seconds);
    partitions.logStart[index] = start;
    partitions.end[index] = end;
    partitions.lastStable[index] = end;
    partitions.sizeBytes[index] = (end - start) * 100;
  }
  return partitions;
}

function syntheticTopics(shape: SyntheticShape, partitions: Partitions): Topic[] {
  const width = String(shape.topics - 1).length;
  return Array.from({ length: shape.topics }, (_, index) => {
    const firstPartition = index * shape.partitionsPerTopic;
    const sizes = partitions.sizeBytes.subarray(firstPartition, firstPartition + shape.partitionsPerTopic);
    return {
      name: `topic-${String(index).padStart(width, '0')}`,
      id: `synthetic-topic-${String(index).padStart(6, '0')}`,
      internal: false,
      firstPartition,
      partitionCount: shape.partitionsPerTopic,
      error: undefined,
      config: {
        cleanupPolicy: 'delete',
        minInsyncReplicas: 2,
        retentionMs: 604_800_000,
        retentionBytes: -1,
        deleteRetentionMs: 86_400_000,
        uncleanLeaderElection: false,
        tiered: false,
      },
      sizeBytes: sizes.reduce((sum, size) => sum + size, 0),
    };
  });
}

function syntheticGroup(
  shape: SyntheticShape,
  partitions: Partitions,
  index: number,
  random: () => number,
): ConsumerGroup {
  const size = Math.min(shape.offsetsPerGroup, partitions.count);
  const first = partitions.count === 0 ? 0 : (index * size) % Math.max(1, partitions.count - size + 1);
  const partition = Int32Array.from({ length: size }, (_, place) => first + place);
  const committed = Float64Array.from(partition, (dense) => {
    const end = partitions.end[dense] ?? NaN;
    return end - Math.floor(random() * 10_000);
  });
  const id = `group-${String(index).padStart(String(Math.max(0, shape.groups - 1)).length, '0')}`;
  const memberCount = shape.membersPerGroup ?? 2;
  const share = Math.ceil(size / Math.max(1, memberCount));
  return {
    id,
    type: index % 4 === 3 ? 'consumer' : 'classic',
    state: memberCount > 0 ? 'Stable' : 'Empty',
    protocol: index % 4 === 3 ? 'uniform' : 'range',
    protocolType: index % 4 === 3 ? undefined : 'consumer',
    coordinator: (index % (shape.brokers ?? 3)) + 1,
    epoch: index % 4 === 3 ? 12 : undefined,
    members: Array.from({ length: memberCount }, (_, member): Member => {
      const name = `${id}-client-${String(member)}`;
      return {
        id: `${name}-7b0c`,
        clientId: name,
        host: `/10.0.${String(index % 200)}.${String(member + 1)}`,
        instanceId: undefined,
        assigned: partition.slice(member * share, (member + 1) * share),
      };
    }),
    offsets: { partition, committed },
    error: undefined,
    share: undefined,
  };
}
