/**
 * One pass over a cluster, immutable once made. Nothing here is derived: every value is what a
 * broker answered during this refresh. Unknown numbers are NaN in columns and undefined in objects,
 * never 0 and never -1.
 */
export interface Snapshot {
  /** The cluster's configured name; '' when it was given none. */
  readonly cluster: string;
  readonly clusterId: string | undefined;
  readonly finishedAtMs: number;
  /** When it was finished, in milliseconds of a clock that is never set: only differences of it mean anything. */
  readonly tickMs: number;
  /** How long the cluster keeps the offsets of a group without members (offsets.retention.minutes); undefined when unknown. */
  readonly offsetsRetentionMs: number | undefined;
  /** Sorted by id. */
  readonly brokers: readonly Broker[];
  readonly quorum: Quorum | undefined;
  /** Sorted by name; the filters of the configuration are already applied. */
  readonly topics: readonly Topic[];
  readonly partitions: Partitions;
  /** Sorted by id; the filters of the configuration are already applied. */
  readonly groups: readonly ConsumerGroup[];
  /** Sorted by id; undefined when they were not asked for. */
  readonly transactions: readonly Transaction[] | undefined;
  /** One per collector that ran or is switched on, sorted by name. */
  readonly collectors: readonly CollectorOutcome[];
}

export interface Broker {
  readonly id: number;
  readonly host: string;
  readonly port: number;
  readonly rack: string | undefined;
  /** Why this broker could not be asked in this refresh. */
  readonly error: string | undefined;
  readonly logDirs: readonly LogDir[];
}

/** From DescribeLogDirs (KIP-113); totals since v4 (KIP-827). Bytes. */
export interface LogDir {
  readonly path: string;
  readonly online: boolean;
  readonly error: string | undefined;
  /** Sum of the sizes of all replicas in it. */
  readonly sizeBytes: number;
  readonly totalBytes: number | undefined;
  readonly usableBytes: number | undefined;
}

/** From DescribeQuorum (KIP-595). */
export interface Quorum {
  /** -1 while none is elected, or none answers a broker. */
  readonly leaderId: number;
  readonly leaderEpoch: number;
  readonly highWatermark: number;
  readonly voters: readonly QuorumVoter[];
  /** Finalized metadata.version feature level, e.g. '4.3-IV0' or the bare level. */
  readonly metadataVersion: string | undefined;
}
export interface QuorumVoter {
  readonly id: number;
  readonly logEndOffset: number;
  /** Records behind the leader. */
  readonly lag: number;
}

export interface Topic {
  readonly name: string;
  /** Kafka's topic id (Uuid in base64url as Kafka prints it); undefined on brokers before 2.8. */
  readonly id: string | undefined;
  readonly internal: boolean;
  /** Partition p of this topic has the dense index firstPartition + p. */
  readonly firstPartition: number;
  readonly partitionCount: number;
  readonly error: string | undefined;
  readonly config: TopicConfig | undefined;
  /** Sum of the leader replicas' log sizes in bytes; undefined when any of them is unknown. */
  readonly sizeBytes: number | undefined;
}

/** From DescribeConfigs, on a slower loop. */
export interface TopicConfig {
  readonly cleanupPolicy: string;
  readonly minInsyncReplicas: number;
  /** -1 keeps for ever. */
  readonly retentionMs: number;
  /** Per partition; -1 is no limit. */
  readonly retentionBytes: number;
  /** How long tombstones outlive their compaction. */
  readonly deleteRetentionMs: number;
  readonly uncleanLeaderElection: boolean;
  /** Tiered storage (KIP-405): part of the log may lie elsewhere. */
  readonly tiered: boolean;
}

/**
 * Columns over all partitions of all topics, indexed by dense partition index
 * (topics in order of name, partitions in order of number). Offsets are NaN when unknown.
 */
export interface Partitions {
  readonly count: number;
  /** Index into Snapshot.topics. */
  readonly topic: Int32Array;
  readonly number: Int32Array;
  /** Broker id; -1 when the partition has no leader (offline) or is unknown. */
  readonly leader: Int32Array;
  /** -1 when unknown. */
  readonly leaderEpoch: Int32Array;
  /** First of the assigned replicas; -1 when unknown. */
  readonly preferredLeader: Int32Array;
  /** Replicas of partition i: replicaNodes[replicaStart[i] .. replicaStart[i + 1]). */
  readonly replicaStart: Int32Array;
  readonly replicaNodes: Int32Array;
  /** Size of the in-sync set. */
  readonly isrCount: Int32Array;
  readonly logStart: Float64Array;
  /** High watermark: what a read_uncommitted consumer may read up to. */
  readonly end: Float64Array;
  /** Leader epoch that came with `end`; -1 when unknown. */
  readonly endEpoch: Int32Array;
  readonly lastStable: Float64Array;
  /** Log size of the leader replica in bytes, NaN when unknown; slower loop. */
  readonly sizeBytes: Float64Array;
  /** Why partition i has no offsets, for those that have none for a reason. */
  readonly errors: ReadonlyMap<number, string>;
}

export type GroupType = 'classic' | 'consumer' | 'share' | 'streams';

export interface ConsumerGroup {
  readonly id: string;
  readonly type: GroupType;
  /** As Kafka names it: Stable, Empty, PreparingRebalance, Assigning, Dead, …; undefined when it could not be asked. */
  readonly state: string | undefined;
  /** Assignor or protocol name ('range', 'uniform', …); '' when there is none. */
  readonly protocol: string;
  /** 'consumer' for groups of consumers; 'connect' and others for the rest. Only classic groups have it. */
  readonly protocolType: string | undefined;
  /** Broker id. */
  readonly coordinator: number;
  /** Group epoch of KIP-848 groups. */
  readonly epoch: number | undefined;
  /** undefined when the group could not be described. */
  readonly members: readonly Member[] | undefined;
  /** Partitions with a committed offset, ascending by dense index. Empty for share groups. */
  readonly offsets: GroupOffsets;
  /** Why members or offsets are missing. */
  readonly error: string | undefined;
  /** Share groups only, where the broker has DescribeShareGroupOffsets. */
  readonly share: ShareOffsets | undefined;
}

export interface GroupOffsets {
  /** Dense partition indexes, ascending. */
  readonly partition: Int32Array;
  /** Committed offset of the partition at the same place; never NaN. */
  readonly committed: Float64Array;
}

export interface ShareOffsets {
  /** Dense partition indexes, ascending. */
  readonly partition: Int32Array;
  readonly start: Float64Array;
  /** Records not yet delivered; NaN when the broker does not say (before DescribeShareGroupOffsets v1). */
  readonly lag: Float64Array;
}

export interface Member {
  readonly id: string;
  readonly clientId: string;
  /** As the broker saw it, e.g. '/127.0.0.1'. */
  readonly host: string;
  readonly instanceId: string | undefined;
  /** Dense partition indexes, ascending; undefined when the assignment could not be read. */
  readonly assigned: Int32Array | undefined;
}

/** A transactional id that a coordinator knows (KIP-664): usually the name of an application, and a number. */
export interface Transaction {
  readonly id: string;
  readonly producerId: number;
  /** As Kafka names it: Empty, Ongoing, PrepareCommit, CompleteCommit, … */
  readonly state: string;
  /** The transaction that is open or being ended; undefined when there is none, or it could not be described. */
  readonly open: OpenTransaction | undefined;
}

export interface OpenTransaction {
  /** Milliseconds since 1970, by the coordinator's clock. */
  readonly startMs: number;
  /** After so long its coordinator aborts it. */
  readonly timeoutMs: number;
  /** What it wrote to; while it is being ended, where it has not ended yet. Only topics that may be described. */
  readonly topics: readonly { readonly name: string; readonly partitions: readonly number[] }[];
}

export interface CollectorOutcome {
  readonly name: string;
  readonly success: boolean;
  readonly durationSeconds: number;
  /** Plain words: what failed, where, what to do. */
  readonly error: string | undefined;
}
