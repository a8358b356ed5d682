/**
 * One small report of a probe: what one instance of an application did in one topic, of records that were handed over to
 * a producer within one bucket of time. Cumulative: a later one of the same key (topic, instance, epoch, bucket) holds
 * all that the earlier ones held, so that lost, repeated and reordered ones change nothing. docs/beacons.md tells what
 * it is for, docs/beacon.schema.json its form.
 */
export interface Beacon {
  v: 1;
  topic: string;
  /** Beginning of the bucket, milliseconds since 1970 by the clock of whoever produced; a multiple of bucketMs. */
  bucket: number;
  bucketMs: number;
  service: string;
  /** Unique among the instances that run at a time. */
  instance: string;
  /** When this run of the instance began, milliseconds since 1970. With the instance it makes the source's name. */
  epoch: number;
  /** Counts this run's beacons of all topics, from 1. */
  n: number;
  /** When it was made, milliseconds since 1970. */
  at: number;
  /** How often what this bucket holds has changed: of two beacons of a key the one with more holds more. */
  change: number;
  /** The buckets of this topic that changed of late, each with its `change`. */
  index: [bucket: number, change: number][];
  /** The last one: the instance has ended in order. */
  final?: boolean;
  produced?: Produced;
  consumed?: Consumed[];
  /** Settings of its clients that may lose or repeat records, e.g. `acks` 0 or `autoCommit` true. */
  settings?: Record<string, string | number | boolean>;
}

/** First and last, both included. */
export type Run = [first: number, last: number];

export interface Produced {
  /** Every send of the topic that was handed over before this moment is settled, and in beacons up to this one. */
  through: number;
  /** Why it does not know everything it sent; absent where it does. */
  partial?: string;
  /** By partition number: sequences of this source. */
  partitions: Record<string, ProducedPartition>;
}

export interface ProducedPartition {
  acked: Run[];
  /** Refused by the broker: they are not in the topic. */
  rejected?: Run[];
  /** Sent without an answer: they may be in the topic. */
  unknown?: Run[];
  /** Of transactions that were aborted. */
  aborted?: Run[];
  /** Offsets of the acknowledged records; absent while there is none. */
  lowest?: number;
  highest?: number;
}

export interface Consumed {
  group: string;
  /** By partition number. */
  partitions: Record<string, ConsumedPartition>;
}

export interface ConsumedPartition {
  /**
   * Offsets that this instance has worked through with the records of this bucket: they and whatever lies before them
   * since the record before, such as markers of transactions.
   */
  handled: Run[];
  /** Offsets that the application passed over by a seek. */
  skipped?: Run[];
  /** By source, `instance.epoch` with the epoch in base 36: what was handled of its records of this bucket. */
  sources: Record<string, ConsumedSource>;
  /** Why it does not know everything; absent where it does. */
  partial?: string;
}

/**
 * Records in the order in which they were sent: sequences grow by one from the first to the last, and so do offsets, but
 * for records of others that lie between.
 */
export type RecordRun = [firstSequence: number, lastSequence: number, firstOffset: number, lastOffset: number];

export interface ConsumedSource {
  /** Where each sequence was first found. */
  runs: RecordRun[];
  /** What came again at another offset: here nothing lies between, so that each offset is known. */
  copies?: RecordRun[];
  /** How often an offset came again. */
  redelivered?: number;
  /** How often a sequence came again at another offset that is not among the copies. */
  duplicated?: number;
  /** Time from handing over to having handled, by `latencyBoundsMs`; one more for what took longer. Zeros at the end may be left out. */
  latency: number[];
  /** Sum of these times, milliseconds. */
  latencySum: number;
}

/** Upper bounds of the latency's classes, milliseconds. */
export const latencyBoundsMs: readonly number[] = [5, 10, 50, 100, 500, 1_000, 5_000, 10_000, 60_000, 600_000];

/** The header of a record: who sent it, its number in the partition, and when it was handed over. */
export const sourceHeader = 'ks-src';

export interface Source {
  readonly name: string;
  readonly sequence: number;
  readonly sentMs: number;
}

export function sourceName(instance: string, epoch: number): string {
  return `${instance}.${epoch.toString(36)}`;
}

export function encodeSource({ name, sequence, sentMs }: Source): string {
  return `${name} ${sequence} ${sentMs}`;
}

/** undefined for anything that no probe wrote. */
export function decodeSource(text: string): Source | undefined {
  const [, name = '', sequence, sentMs] = /^(\S{1,250}) (\d{1,15}) (\d{1,15})$/.exec(text) ?? [];
  return name === '' ? undefined : { name, sequence: Number(sequence), sentMs: Number(sentMs) };
}

export function bucketOf(sentMs: number, bucketMs: number): number {
  return Math.floor(sentMs / bucketMs) * bucketMs;
}
