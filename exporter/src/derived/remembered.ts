import type { Finding, LossCause } from './finding.ts';

/** What outlives the process: plain data, taken at one instant, so that its parts agree with each other. */
export interface Remembered {
  /** Milliseconds since 1970. */
  readonly savedMs: number;
  readonly topics: readonly RememberedTopic[];
  readonly counters: readonly RememberedCounter[];
  readonly groups: readonly RememberedGroup[];
  readonly expired: readonly RememberedExpiry[];
  readonly findings: readonly Finding[];
}

/** What truncation is found by. Columns by partition number; NaN where nothing is known. */
export interface RememberedTopic {
  /** undefined on brokers before 2.8. */
  readonly id: string | undefined;
  readonly name: string;
  /** Leader epoch of the newest high watermark. */
  readonly epoch: Float64Array;
  readonly highWatermark: Float64Array;
  readonly logStart: Float64Array;
  /** The newest leader epoch up to which nothing is left to be asked. */
  readonly checkedEpoch: Float64Array;
}

export interface RememberedCounter {
  readonly group: string | undefined;
  readonly topic: string;
  readonly cause: LossCause;
  readonly records: number;
  /** When it last grew, milliseconds since 1970; undefined while it is 0. */
  readonly lastMs: number | undefined;
  /** When its subject was last seen, milliseconds since 1970. */
  readonly seenMs: number;
}

export interface RememberedGroup {
  readonly group: string;
  /** When it last had members or committed, milliseconds since 1970. */
  readonly activeMs: number;
  /** Whether members were ever seen in it. */
  readonly hadMembers: boolean;
  /** In how many refreshes it committed without having members. */
  readonly commitsAlone: number;
  /** When it last did, milliseconds since 1970; undefined when it never did. */
  readonly committedAloneMs: number | undefined;
  /** Its newest intervals between commits, milliseconds, the newest last. */
  readonly intervalsMs: readonly number[];
  /** Its newest pauses and when they ended, milliseconds since 1970. */
  readonly pauses: readonly { readonly lengthMs: number; readonly endedMs: number }[];
}

/**
 * A commit below the log start of its partition, or in a topic that its group has left, and the offset up to which that
 * loss is in the counter, or is not to be.
 */
export interface RememberedExpiry {
  readonly group: string;
  /** Id of the topic; its name on brokers before 2.8. */
  readonly topic: string;
  readonly partition: number;
  readonly committed: number;
  readonly countedTo: number;
  /** Whether members had stopped reading the topic. */
  readonly hasLeft: boolean;
}
