import type { Moment } from '../../src/derived/moment.ts';
import type { SlotTable } from '../../src/derived/slots.ts';
import { noAnswers, type PartitionProducer } from '../../src/snapshot/follow-up.ts';
import type { ConsumerGroup, Member, Partitions, Snapshot, Topic, TopicConfig } from '../../src/snapshot/snapshot.ts';

export interface SmallTopic {
  readonly name: string;
  readonly id?: string;
  /** End offsets by partition; NaN is unknown. */
  readonly ends: readonly number[];
  readonly logStart?: number;
  readonly error?: string;
  /** Leader epoch of all partitions, in the metadata and with the end offsets; default 0. */
  readonly leaderEpoch?: number;
  /** Epoch that came with the end offsets, where it is another one. */
  readonly endEpoch?: number;
  /** -1 when the partitions have no leader. */
  readonly leader?: number;
  readonly config?: Partial<TopicConfig>;
}

/** What the configuration of a topic is like by default. */
const plainConfig: TopicConfig = {
  cleanupPolicy: 'delete',
  minInsyncReplicas: 1,
  retentionMs: 604_800_000,
  retentionBytes: -1,
  deleteRetentionMs: 86_400_000,
  uncleanLeaderElection: false,
  tiered: false,
};

export interface SmallGroup {
  readonly id: string;
  /** Committed offsets by topic, by partition; NaN is none. */
  readonly committed?: Readonly<Record<string, readonly number[]>>;
  /** Partitions of a single member by topic. */
  readonly assigned?: Readonly<Record<string, readonly number[]>>;
  /** Of the single member. */
  readonly clientId?: string;
  readonly type?: ConsumerGroup['type'];
  readonly error?: string;
  /** Group epoch of a KIP-848 group. */
  readonly epoch?: number;
  /** It could not be described: its members are not known. */
  readonly isUndescribed?: boolean;
}

/** A snapshot written by hand: what a test does not speak of is healthy and the same each time. */
export function smallSnapshot(
  atMs: number,
  topics: readonly SmallTopic[],
  groups: readonly SmallGroup[] = [],
): Snapshot {
  const sorted = topics.toSorted((left, right) => (left.name < right.name ? -1 : 1));
  const rows = sorted.flatMap(({ ends, logStart = 0, leader = 1, leaderEpoch = 0, endEpoch = leaderEpoch }, topic) =>
    ends.map((end, number) => ({ topic, number, end, logStart, leader, leaderEpoch, endEpoch })),
  );
  const count = rows.length;
  const partitions: Partitions = {
    count,
    topic: Int32Array.from(rows, ({ topic }) => topic),
    number: Int32Array.from(rows, ({ number }) => number),
    leader: Int32Array.from(rows, ({ leader }) => leader),
    leaderEpoch: Int32Array.from(rows, ({ leaderEpoch }) => leaderEpoch),
    preferredLeader: new Int32Array(count).fill(1),
    replicaStart: Int32Array.from({ length: count + 1 }, (_, index) => index),
    replicaNodes: new Int32Array(count).fill(1),
    isrCount: new Int32Array(count).fill(1),
    logStart: Float64Array.from(rows, ({ logStart }) => logStart),
    end: Float64Array.from(rows, ({ end }) => end),
    endEpoch: Int32Array.from(rows, ({ endEpoch }) => endEpoch),
    lastStable: Float64Array.from(rows, ({ end }) => end),
    sizeBytes: new Float64Array(count).fill(NaN),
    errors: new Map(),
  };
  const listed = sorted.map(({ name, id, ends, error, config }, index): Topic => ({
    name,
    id: id ?? `id-of-${name}`,
    internal: false,
    firstPartition: rows.findIndex(({ topic }) => topic === index),
    partitionCount: ends.length,
    error,
    config: config && { ...plainConfig, ...config },
    sizeBytes: undefined,
  }));
  return {
    cluster: '',
    clusterId: undefined,
    finishedAtMs: atMs,
    tickMs: atMs,
    offsetsRetentionMs: 604_800_000,
    brokers: [],
    quorum: undefined,
    topics: listed,
    partitions,
    groups: groups.toSorted((left, right) => (left.id < right.id ? -1 : 1)).map((group) => groupOf(group, listed)),
    transactions: undefined,
    collectors: [],
  };
}

function groupOf(
  { id, committed = {}, assigned, clientId, type = 'classic', error, epoch, isUndescribed = false }: SmallGroup,
  topics: readonly Topic[],
): ConsumerGroup {
  const offsets = topics.flatMap(({ name, firstPartition }) =>
    (committed[name] ?? []).flatMap((offset, number) =>
      Number.isNaN(offset) ? [] : [{ partition: firstPartition + number, offset }],
    ),
  );
  const members =
    assigned === undefined
      ? []
      : [{ ...memberOf(id, assigned, topics), ...(clientId === undefined ? {} : { clientId }) }];
  return {
    id,
    type,
    state: members.length > 0 ? 'Stable' : 'Empty',
    protocol: 'range',
    protocolType: 'consumer',
    coordinator: 1,
    epoch,
    members: isUndescribed ? undefined : members,
    offsets: {
      partition: Int32Array.from(offsets, ({ partition }) => partition),
      committed: Float64Array.from(offsets, ({ offset }) => offset),
    },
    error,
    share: undefined,
  };
}

function memberOf(id: string, assigned: Readonly<Record<string, readonly number[]>>, topics: readonly Topic[]): Member {
  const partitions = topics.flatMap(({ name, firstPartition }) =>
    (assigned[name] ?? []).map((number) => firstPartition + number),
  );
  return {
    id: `${id}-1`,
    clientId: `${id}-client`,
    host: '/10.0.0.1',
    instanceId: undefined,
    assigned: Int32Array.from(partitions),
  };
}

/** A producer that a leader tells of: what a test does not speak of is an idempotent producer's first record. */
export function smallProducer(known: Partial<PartitionProducer> = {}): PartitionProducer {
  return {
    id: 1,
    epoch: 0,
    lastSequence: 0,
    lastTimestampMs: 0,
    coordinatorEpoch: -1,
    transactionStart: -1,
    ...known,
  };
}

/** The moment at which a snapshot is judged, before anybody was asked anything. */
export function smallMoment(snapshot: Snapshot, slots: SlotTable): Moment {
  return {
    snapshot,
    slots: slots.next(snapshot),
    tickMs: snapshot.tickMs,
    wallMs: snapshot.finishedAtMs,
    refreshIntervalMs: 10_000,
    before: undefined,
    answers: noAnswers,
  };
}
