/*
 * The answers of Burrow's read API, /v3/kafka…, key by key as Burrow 1.9.5 writes them. Numbers are whole ones but for
 * `complete`: Burrow's clients read them into integers.
 */

/** Part of every answer. */
export interface BurrowRequest {
  /** The path that was asked for, decoded. */
  readonly url: string;
  /** Name of the machine that answers. */
  readonly host: string;
}

export type PartitionStatus = 'OK' | 'WARN' | 'STOP' | 'STALL' | 'REWIND';
export type GroupStatus = 'NOTFOUND' | 'OK' | 'WARN' | 'ERR';

/** A committed offset as it was seen in one refresh. */
export interface ObservedCommit {
  readonly offset: number;
  /** When it was committed: the first refresh that saw it. Milliseconds since 1970. */
  readonly timestamp: number;
  /** The refresh that saw it. Milliseconds since 1970. */
  readonly observedAt: number;
  /** How far it was behind the end then; null when the end was not known. */
  readonly lag: number | null;
}

/** A partition in `…/consumer/:group`; its place in the list is its number. */
export interface ConsumerPartition {
  /** Oldest first, filled up at the front with null; empty where the group never committed. */
  readonly offsets: readonly (ObservedCommit | null)[];
  readonly owner: string;
  readonly client_id: string;
  readonly 'current-lag': number;
}

/** A partition in `…/status` and `…/lag`. */
export interface JudgedPartition {
  readonly topic: string;
  readonly partition: number;
  readonly owner: string;
  readonly client_id: string;
  readonly status: PartitionStatus;
  readonly start: ObservedCommit | null;
  readonly end: ObservedCommit | null;
  readonly current_lag: number;
  /** How much of what a verdict takes is known, 0 to 1. */
  readonly complete: number;
}

export interface JudgedGroup {
  readonly cluster: string;
  readonly group: string;
  readonly status: GroupStatus;
  /** Share of the partitions whose `complete` is 1. */
  readonly complete: number;
  readonly partitions: readonly JudgedPartition[];
  readonly partition_count: number;
  /** The partition that is furthest behind. */
  readonly maxlag: JudgedPartition | null;
  readonly totallag: number;
}

export interface ClusterModule {
  readonly 'class-name': string;
  readonly servers: readonly string[];
  readonly 'client-profile': {
    readonly name: string;
    readonly 'client-id': string;
    readonly 'kafka-version': string;
    readonly tls: null;
    readonly sasl: null;
  };
  /** Seconds. */
  readonly 'topic-refresh': number;
  readonly 'offset-refresh': number;
}
