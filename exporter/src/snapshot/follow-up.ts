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
  /** Partitions of which the newest records are looked at, from an offset on (Fetch). */
  readonly samples: { readonly partition: Int32Array; readonly offset: Float64Array };
}

/** The first record that is not older than a moment (ListOffsets). A partition may be named several times. */
export interface OffsetsAt {
  readonly partition: Int32Array;
  /** Milliseconds since 1970, as the records carry them. */
  readonly timestampMs: Float64Array;
}

/** A producer with an id, as the leader of a partition that it wrote to knows it (DescribeProducers). */
export interface PartitionProducer {
  readonly id: number;
  /** Raised when it starts again; by Kafka 4's clients with each transaction (KIP-890). */
  readonly epoch: number;
  /** Of its last record; counts on from 0 in each epoch and begins anew after 2^31 - 1. -1 without one. */
  readonly lastSequence: number;
  /** Of its last records, milliseconds since 1970, as they carry them. */
  readonly lastTimestampMs: number;
  /** Of the transaction coordinator that wrote its last marker; -1 before the first one. */
  readonly coordinatorEpoch: number;
  /** Where its open transaction begins; -1 when it has none. */
  readonly transactionStart: number;
}

/** Of a batch of records, which one producer wrote: who that is. */
export interface SampledBatch {
  readonly partition: number;
  /** Of its last record. */
  readonly offset: number;
  /** The latest of its records, as they carry them, milliseconds since 1970. */
  readonly timestampMs: number;
  /** -1 of a producer without one. */
  readonly producerId: number;
  /** As the headers of its first records name it; undefined where they name nobody. */
  readonly source: string | undefined;
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
  /** By partition, where its leader answered: every idempotent or transactional producer of about the last day. */
  readonly producers: ReadonlyMap<number, readonly PartitionProducer[]>;
  /** Batches of records, of whichever of the partitions that were asked for came within the budget. */
  readonly samples: readonly SampledBatch[];
  /** Collectors that ran for the answers; empty when nothing was asked. */
  readonly collectors: readonly CollectorOutcome[];
}

export const noQuestions: Questions = {
  epochEnds: { partition: new Int32Array(), leaderEpoch: new Int32Array(), epoch: new Int32Array() },
  oldestUnread: { partition: new Int32Array(), timestampMs: new Float64Array() },
  expiring: { partition: new Int32Array(), timestampMs: new Float64Array() },
  topicIds: [],
  producers: new Int32Array(),
  samples: { partition: new Int32Array(), offset: new Float64Array() },
};

export const noAnswers: Answers = {
  epochEnds: new Float64Array(),
  oldestUnread: { offset: new Float64Array(), timestampMs: new Float64Array() },
  expiring: { offset: new Float64Array(), timestampMs: new Float64Array() },
  topicsGone: new Set(),
  producers: new Map(),
  samples: [],
  collectors: [],
};
