import type { AuditState } from '../audit/audit-state.ts';
import type { Snapshot } from '../snapshot/snapshot.ts';
import type { Breach } from './breach.ts';
import type { Finding, LossCause, Risk } from './finding.ts';
import type { GroupTopics } from './group-topic.ts';
import type { SeenProducer } from './producer/seen-producers.ts';
import type { Verdict } from './status.ts';

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
  /** Proved losses since their subjects were first seen, also of subjects that went less than 24 hours ago. */
  readonly losses: readonly LossCount[];
  readonly risks: readonly TopicRisk[];
  /** Newest first: all that hold, and those that ended less than 24 hours ago. */
  readonly findings: readonly Finding[];
  /** Who was seen writing, by name; those whom nobody sees are not among them. */
  readonly producers: readonly SeenProducer[];
  /** What probes tell; undefined where they are not listened to. */
  readonly audit: AuditState | undefined;
  readonly past: Past;
  readonly pastLosses: PastLosses;
}

export interface LossCount {
  /** undefined where the topic lost records whoever reads it. */
  readonly group: string | undefined;
  readonly topic: string;
  readonly cause: LossCause;
  /** Never decreases. */
  readonly records: number;
  /** When it last grew, milliseconds since 1970; undefined while it is 0. */
  readonly lastMs: number | undefined;
}

export interface TopicRisk {
  /** Index into snapshot.topics. */
  readonly topic: number;
  readonly risk: Risk;
}

/**
 * What happened since the exporter started, at most --history.duration ago. Grows with the next refresh.
 * Where `newest` is given, only so many of the newest refreshes, at less cost.
 */
export interface Past {
  /** When each refresh was, milliseconds since 1970, oldest first. All columns below are of its length. */
  times(newest?: number): Float64Array;
  /** End offsets of a partition by its dense index; NaN where unknown. */
  ends(partition: number, newest?: number): Float64Array;
  /** Committed offsets of a group (index) at a place of its offsets; NaN where unknown. */
  commits(group: number, place: number, newest?: number): Float64Array;
  /** Time lag in seconds of a group at a place of its offsets, as it was at each time; NaN where unknown. */
  lagSeconds(group: number, place: number): Float64Array;
}

/** When records were lost. */
export interface PastLosses {
  /**
   * By how many records one of `Derived.losses` (index) grew with each refresh of `Past.times`, with the first one
   * after a restart too; 0 where it did not.
   */
  lost(loss: number): Float64Array;
}

export interface DerivedGroup {
  /**
   * end - committed, never negative; NaN when unknown. At the same places as snapshot.groups[i].offsets.partition
   * (share groups: what the broker says, at those of .share.partition).
   */
  readonly lag: Float64Array;
  /** Age of the oldest unread record by the same places, seconds; 0 when drained; NaN when unknown, also in share groups. */
  readonly lagSeconds: Float64Array;
  /** How each of them is known: index into `lagEvidences`. */
  readonly lagEvidence: Uint8Array;
  /** Seconds until retention may delete an unread record, a lower bound, by the same places; NaN when it cannot or is unknown. */
  readonly timeToLoss: Float64Array;
  /** By the same places: index into `statuses`, or `unknownStatus`. */
  readonly partitionStatus: Uint8Array;
  readonly verdict: Verdict;
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
  /** The largest that is known; NaN when none is. */
  readonly maxLagSeconds: number;
  /** The smallest that is known; NaN when none is. */
  readonly timeToLoss: number;
  readonly verdict: Verdict;
}

/** history: exact to one refresh interval. estimated: from the timestamps of records. */
export const lagEvidences = ['unknown', 'history', 'estimated'] as const;
