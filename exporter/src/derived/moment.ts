import type { Answers } from '../snapshot/follow-up.ts';
import type { Snapshot } from '../snapshot/snapshot.ts';
import type { Slots } from './slots.ts';

/** One refresh as those see it who remember things from refresh to refresh. */
export interface Moment {
  readonly snapshot: Snapshot;
  readonly slots: Slots;
  /** Milliseconds of a clock that is never set (Snapshot.tickMs): for durations. */
  readonly tickMs: number;
  /** Milliseconds since 1970: for people, and to compare with what brokers say. */
  readonly wallMs: number;
  readonly refreshIntervalMs: number;
  /** The snapshot of the refresh right before this one; undefined for the first one and after one that failed. */
  readonly before: Snapshot | undefined;
  /** What was asked after this snapshot, and what came of it. */
  readonly answers: Answers;
}
