import type { CollectorOutcome } from './snapshot.ts';

/**
 * What a snapshot and the history before it leave open, asked of the brokers right after it. Columns of one
 * question are of equal length; partitions are dense indexes of that snapshot.
 */
export interface Questions {
  /** Where the present leader's log ends an older epoch (OffsetForLeaderEpoch). */
  readonly epochEnds: {
    readonly partition: Int32Array;
    /** The partition's present leader epoch, so that a broker that no longer leads says so. */
    readonly leaderEpoch: Int32Array;
    /** The epoch that is asked about. */
    readonly epoch: Int32Array;
  };
  /** To estimate since when a group's oldest unread record waits. */
  readonly oldestUnread: OffsetsAt;
  /** To see which records retention may delete next. */
  readonly expiring: OffsetsAt;
  /** Ids of topics that are no longer listed (Metadata by id, of two brokers). */
  readonly topicIds: readonly string[];
  /** Partitions whose producers are asked (DescribeProducers). */
  readonly producers: Int32Array;
}

/** The first record that is not older than a moment (ListOffsets). A partition may be named several times. */
export interface OffsetsAt {
  readonly partition: Int32Array;
  /** Milliseconds since 1970, as the records carry them. */
  readonly timestampMs: Float64Array;
}

export interface FoundOffsets {
  /** Infinity when every record is older than the moment; NaN when unknown. */
  readonly offset: Float64Array;
  /** That record's own timestamp; NaN without one. */
  readonly timestampMs: Float64Array;
}

/** At the same places as the questions. What could not be asked, or was answered with an error, is unknown. */
export interface Answers {
  /** The epoch's end offset; NaN when unknown, also when the broker no longer knows the epoch. */
  readonly epochEnds: Float64Array;
  readonly oldestUnread: FoundOffsets;
  readonly expiring: FoundOffsets;
  /** Ids that every broker that was asked, two at least where there are two, no longer knows. */
  readonly topicsGone: ReadonlySet<string>;
  /** 1 when a producer of the partition is transactional, 0 when there are producers and none is, -1 unknown. */
  readonly transactional: Int8Array;
  /** Collectors that ran for the answers; empty when nothing was asked. */
  readonly collectors: readonly CollectorOutcome[];
}

export const noQuestions: Questions = {
  epochEnds: { partition: new Int32Array(), leaderEpoch: new Int32Array(), epoch: new Int32Array() },
  oldestUnread: { partition: new Int32Array(), timestampMs: new Float64Array() },
  expiring: { partition: new Int32Array(), timestampMs: new Float64Array() },
  topicIds: [],
  producers: new Int32Array(),
};

export const noAnswers: Answers = {
  epochEnds: new Float64Array(),
  oldestUnread: { offset: new Float64Array(), timestampMs: new Float64Array() },
  expiring: { offset: new Float64Array(), timestampMs: new Float64Array() },
  topicsGone: new Set(),
  transactional: new Int8Array(),
  collectors: [],
};
