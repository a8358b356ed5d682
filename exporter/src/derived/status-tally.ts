import type { Rewinds } from './rewind.ts';
import type { Standstill } from './standstill.ts';
import { statuses, unknownStatus, type Status } from './status.ts';

export const statusCodes: Readonly<Record<Status, number>> = {
  OK: statuses.indexOf('OK'),
  REWIND: statuses.indexOf('REWIND'),
  WARN: statuses.indexOf('WARN'),
  STALL: statuses.indexOf('STALL'),
  STOP: statuses.indexOf('STOP'),
};

/** A group in one refresh, by the places of its offsets. */
export interface SeenGroup {
  /** Dense partition indexes. */
  readonly partition: Int32Array;
  readonly committed: Float64Array;
  /** Of `Slots.ofCommit`. */
  readonly slot: Int32Array;
  /** Unread records, NaN when unknown. */
  readonly lag: Float64Array;
  readonly lagSeconds: Float64Array;
  /** Codes. */
  readonly status: Uint8Array;
}

/** What the sentence about some partitions of a group is made from. */
export interface Tally {
  /** Partitions with a committed offset, and how many of them were judged. */
  readonly partitions: number;
  readonly judged: number;
  /** Code of the worst status; `unknownStatus` when none was judged. */
  readonly worst: number;
  /** Topics that have it. */
  readonly worstTopics: readonly string[];
  /** Partitions that have it; all numbers below are theirs. */
  readonly worstPartitions: number;
  readonly lag: number;
  /** Records that arrived since `sinceMs`. */
  readonly arrived: number;
  /** Records between their commits and where these were before they went back. */
  readonly rewound: number;
  /** Since when all of them stand still, milliseconds since 1970. */
  readonly sinceMs: number;
  /** Whether they were seen otherwise before that. */
  readonly sinceIsKnown: boolean;
  /** Age of their oldest unread record in seconds; NaN when unknown. */
  readonly lagSeconds: number;
}

export const emptyTally: Tally = {
  partitions: 0,
  judged: 0,
  worst: unknownStatus,
  worstTopics: [],
  worstPartitions: 0,
  lag: 0,
  arrived: 0,
  rewound: 0,
  sinceMs: NaN,
  sinceIsKnown: true,
  lagSeconds: NaN,
};

/** Of the places from .. to, which are those of one topic. */
export function tallyOf(
  topic: string,
  seen: SeenGroup,
  from: number,
  to: number,
  standstill: Standstill,
  rewinds: Rewinds,
): Tally {
  let worst: number = unknownStatus;
  for (let place = from; place < to; place++) {
    const code = seen.status[place] ?? unknownStatus;
    if (isWorse(code, worst)) worst = code;
  }
  let [judged, worstPartitions, lag, arrived, rewound] = [0, 0, 0, 0, 0];
  let [sinceMs, lagSeconds] = [NaN, NaN];
  let sinceIsKnown = true;
  const standsStill = worst === statusCodes.STALL || worst === statusCodes.STOP;
  for (let place = from; place < to; place++) {
    const code = seen.status[place] ?? unknownStatus;
    if (code !== unknownStatus) judged++;
    if (code !== worst) continue;
    const slot = seen.slot[place] ?? -1;
    const behind = seen.lag[place] ?? NaN;
    worstPartitions++;
    if (behind > 0) lag += behind;
    lagSeconds = later(lagSeconds, seen.lagSeconds[place] ?? NaN);
    if (worst === statusCodes.REWIND) rewound += rewinds.distance(slot, seen.committed[place] ?? NaN);
    if (!standsStill) continue;
    arrived += standstill.arrived(slot);
    sinceMs = later(sinceMs, standstill.sinceMs(slot));
    if (!standstill.wasSeenWell(slot)) sinceIsKnown = false;
  }
  const partitions = to - from;
  const worstTopics = partitions === 0 ? [] : [topic];
  return {
    partitions,
    judged,
    worst,
    worstTopics,
    worstPartitions,
    lag,
    arrived,
    rewound,
    sinceMs,
    sinceIsKnown,
    lagSeconds,
  };
}

/** Both together: the numbers are those of the worse one, or of both where they are equal. */
export function combine(left: Tally, right: Tally): Tally {
  const counts = { partitions: left.partitions + right.partitions, judged: left.judged + right.judged };
  if (isWorse(left.worst, right.worst)) return { ...left, ...counts };
  if (isWorse(right.worst, left.worst)) return { ...right, ...counts };
  return {
    ...counts,
    worst: left.worst,
    worstTopics: [...left.worstTopics, ...right.worstTopics],
    worstPartitions: left.worstPartitions + right.worstPartitions,
    lag: left.lag + right.lag,
    arrived: left.arrived + right.arrived,
    rewound: left.rewound + right.rewound,
    sinceMs: later(left.sinceMs, right.sinceMs),
    sinceIsKnown: left.sinceIsKnown && right.sinceIsKnown,
    lagSeconds: later(left.lagSeconds, right.lagSeconds),
  };
}

/** Unknown is the least: what is known to be wrong is told although other partitions are unknown. */
function isWorse(left: number, right: number): boolean {
  return left !== unknownStatus && (right === unknownStatus || left > right);
}

/** The larger of those that are known. */
export function later(left: number, right: number): number {
  if (Number.isNaN(left)) return right;
  return Number.isNaN(right) ? left : Math.max(left, right);
}
