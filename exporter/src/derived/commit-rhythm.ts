import { Column } from './column.ts';
import type { Moment } from './moment.ts';

/** Intervals between commits that the usual one is the median of. */
const keptIntervals = 8;
/** A pause is an interval of more than this many refreshes; three of them make a habit. */
const pauseInRefreshes = 3;
const pausesOfHabit = 3;
const pauseKeptMs = 86_400_000;

interface GroupRhythm {
  /** When a commit of the group was last seen to change. */
  committedTick: number;
  committedWallMs: number;
  seenTick: number;
  intervals: number[];
  pauses: { readonly lengthMs: number; readonly atTick: number }[];
}

/**
 * How often groups commit. OffsetFetch carries no time: a commit is an offset that changed since the refresh
 * before, and its time that of the refresh. A group's usual interval is the median of its last eight, or the
 * shortest of its last three pauses of a day where that is longer: a job that runs every ten minutes commits often
 * while it runs, and one outage is no habit.
 */
export class CommitRhythm {
  readonly #offset = new Column(NaN);
  readonly #moved = new Column(NaN);
  readonly #groups = new Map<string, GroupRhythm>();

  update({ snapshot, slots, tickMs, wallMs, refreshIntervalMs }: Moment): void {
    this.#offset.prepare(slots.commitSlots, slots.freshCommits);
    this.#moved.prepare(slots.commitSlots, slots.freshCommits);
    snapshot.groups.forEach(({ id, offsets }, group) => {
      const ofGroup = slots.ofCommit[group] ?? new Int32Array();
      let hasCommitted = false;
      ofGroup.forEach((slot, place) => {
        const offset = offsets.committed[place] ?? NaN;
        const before = this.#offset.get(slot);
        if (offset === before) return;
        if (!Number.isNaN(before)) hasCommitted = true;
        this.#offset.set(slot, offset);
        this.#moved.set(slot, tickMs);
      });
      this.#advance(this.#rhythmOf(id), hasCommitted, tickMs, wallMs, refreshIntervalMs);
    });
    for (const [id, { seenTick }] of this.#groups) if (tickMs - seenTick > pauseKeptMs) this.#groups.delete(id);
  }

  /** Tick since which the commit under a slot of `Slots.ofCommit` is where it is, as far as it was watched. */
  movedTick(slot: number): number {
    return this.#moved.get(slot);
  }

  /** Milliseconds; NaN before three commits. */
  usualIntervalMs(group: string): number {
    const { intervals = [], pauses = [] } = this.#groups.get(group) ?? {};
    if (intervals.length < 2) return NaN;
    const median = intervals.toSorted((left, right) => left - right)[Math.floor(intervals.length / 2)] ?? NaN;
    if (pauses.length < pausesOfHabit) return median;
    return Math.max(median, Math.min(...pauses.map(({ lengthMs }) => lengthMs)));
  }

  /** When the group last committed, milliseconds since 1970; NaN when that was never seen. */
  lastCommitMs(group: string): number {
    return this.#groups.get(group)?.committedWallMs ?? NaN;
  }

  #rhythmOf(id: string): GroupRhythm {
    let rhythm = this.#groups.get(id);
    if (rhythm === undefined) {
      rhythm = { committedTick: NaN, committedWallMs: NaN, seenTick: NaN, intervals: [], pauses: [] };
      this.#groups.set(id, rhythm);
    }
    return rhythm;
  }

  #advance(rhythm: GroupRhythm, hasCommitted: boolean, tickMs: number, wallMs: number, refreshMs: number): void {
    rhythm.seenTick = tickMs;
    if (!hasCommitted) return;
    const lengthMs = tickMs - rhythm.committedTick;
    if (!Number.isNaN(lengthMs)) {
      rhythm.intervals = [...rhythm.intervals, lengthMs].slice(-keptIntervals);
      if (lengthMs > pauseInRefreshes * refreshMs) rhythm.pauses.push({ lengthMs, atTick: tickMs });
      rhythm.pauses = rhythm.pauses.filter(({ atTick }) => tickMs - atTick <= pauseKeptMs).slice(-pausesOfHabit);
    }
    rhythm.committedTick = tickMs;
    rhythm.committedWallMs = wallMs;
  }
}
