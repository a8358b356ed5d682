import type { Snapshot } from '../snapshot/snapshot.ts';
import type { Breach } from './breach.ts';
import type { GroupTopics } from './group-topic.ts';

/** Everything that is known of one cluster at a moment: what metrics, graph and frames are made from. */
export interface ClusterState {
  /** The configured name; '' when the cluster was given none. */
  readonly name: string;
  readonly refreshIntervalMs: number;
  /** The newest complete snapshot and what was derived from it; undefined until the first refresh succeeded. */
  readonly current: { readonly snapshot: Snapshot; readonly derived: Derived } | undefined;
  readonly refresh: RefreshHealth;
}

/** How the poller fares; changes with every attempt, also failed ones. */
export interface RefreshHealth {
  /** Whether the newest attempt that ended succeeded. */
  readonly ok: boolean;
  /** Why the newest attempt failed, in plain words. */
  readonly error: string | undefined;
  readonly lastSuccessMs: number | undefined;
  readonly lastDurationSeconds: number | undefined;
}

/** What follows from a snapshot and those before it. Same indexes as the snapshot. NaN is unknown. */
export interface Derived {
  readonly partitions: {
    /** Records produced per second, by dense partition index. */
    readonly produceRate: Float64Array;
  };
  readonly topics: {
    /** Records produced since the exporter first saw the topic, by index into snapshot.topics; NaN before any end was known. */
    readonly produced: Float64Array;
    /** Records per second. */
    readonly produceRate: Float64Array;
  };
  /** Same order and length as snapshot.groups. */
  readonly groups: readonly DerivedGroup[];
  /** The pairs of `groups[].topics` in columns, with the places of their offsets. */
  readonly groupTopics: GroupTopics;
  /** Offsets that contradict each other; for the log. */
  readonly breaches: readonly Breach[];
}

export interface DerivedGroup {
  /**
   * end - committed, never negative; NaN when unknown. At the same places as snapshot.groups[i].offsets.partition
   * (share groups: what the broker says, at those of .share.partition).
   */
  readonly lag: Float64Array;
  /** Topics in which the group has committed offsets or assigned partitions, ascending by topic index. */
  readonly topics: readonly DerivedGroupTopic[];
}

export interface DerivedGroupTopic {
  /** Index into snapshot.topics. */
  readonly topic: number;
  /** Sum over the partitions whose lag is known; NaN when none is known. */
  readonly lag: number;
  /** Sum of committed offsets; NaN when there is none. */
  readonly committed: number;
  /** Records consumed (sum of committed-offset deltas) since the exporter first saw the pair; NaN without any commit. */
  readonly consumed: number;
  /** Records per second; NaN until two commits or refreshes are known. */
  readonly consumeRate: number;
  /** Partitions of the topic that some member has assigned. */
  readonly assignedPartitions: number;
}
