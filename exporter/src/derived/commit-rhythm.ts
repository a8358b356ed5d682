import type { ConsumerGroup, Partitions, Snapshot } from '../snapshot/snapshot.ts';
import { Column } from './column.ts';
import type { Moment } from './moment.ts';
import type { RememberedGroup } from './remembered.ts';

/** Intervals between commits that the usual one is the median of. */
const keptIntervals = 8;
/** A pause is an interval of more than this many refreshes; three of them make a habit. */
const pauseInRefreshes = 3;
const pausesOfHabit = 3;
const pauseKeptMs = 86_400_000;
/** An interval of which less was watched says nothing of the group's habit. */
const watchedShare = 0.5;

interface GroupRhythm {
  /** When a commit of the group was last seen to change; before that, when the group was first seen. */
  sinceTick: number;
  /** NaN before a commit was seen. */
  committedWallMs: number;
  seenTick: number;
  /** When unread records were first seen since then; NaN before. */
  waitingTick: number;
  /** How long the group could not be asked since then. */
  unseenMs: number;
  intervals: number[];
  pauses: { readonly lengthMs: number; readonly atTick: number }[];
}

/**
 * How often groups commit. OffsetFetch carries no time: a commit is an offset that changed since the refresh
 * before, and its time that of the refresh. An interval counts from when there was something to read: a topic that
 * is silent for an hour does not make its reader a slow one. A group's usual interval is the median of its last
 * eight, or the shortest of its last three pauses of a day where that is longer: a job that runs every ten minutes
 * commits often while it runs, and one outage is no habit.
 */
export class CommitRhythm {
  readonly #offset = new Column(NaN);
  readonly #moved = new Column(NaN);
  /** When an unread record was first seen behind the commit; NaN while there is none, or it was not watched. */
  readonly #waiting = new Column(NaN);
  /** The last two intervals of a partition. */
  readonly #interval = new Column(NaN);
  readonly #earlierInterval = new Column(NaN);
  readonly #groups = new Map<string, GroupRhythm>();
  readonly #restored: Map<string, RememberedGroup>;

  /** @param remembered From before a restart. */
  constructor(remembered: readonly RememberedGroup[] = []) {
    this.#restored = new Map(remembered.map((group) => [group.group, group]));
  }

  update(moment: Moment): void {
    const { snapshot, slots, tickMs } = moment;
    const columns = [this.#offset, this.#moved, this.#waiting, this.#interval, this.#earlierInterval];
    for (const column of columns) column.prepare(slots.commitSlots, slots.freshCommits);
    snapshot.groups.forEach((group, index) => {
      const { partition, committed } = group.offsets;
      const isWatched = moment.before !== undefined && group.error === undefined;
      const ofGroup = slots.ofCommit[index] ?? new Int32Array();
      let hasCommitted = false;
      for (let place = 0; place < ofGroup.length; place++) {
        const slot = ofGroup[place] ?? -1;
        const offset = committed[place] ?? NaN;
        const before = this.#offset.get(slot);
        const hasUnread = (snapshot.partitions.end[partition[place] ?? -1] ?? NaN) > offset;
        const waiting = this.#waiting.get(slot);
        if (!isWatched || !hasUnread) this.#waiting.set(slot, NaN);
        else if (offset !== before || Number.isNaN(waiting)) this.#waiting.set(slot, tickMs);
        if (offset === before) continue;
        if (isWatched && !Number.isNaN(waiting)) {
          this.#earlierInterval.set(slot, this.#interval.get(slot));
          this.#interval.set(slot, tickMs - waiting);
        }
        if (!Number.isNaN(before) || wasWithout(moment.before, group.id)) hasCommitted = true;
        this.#offset.set(slot, offset);
        this.#moved.set(slot, tickMs);
      }
      this.#advance(this.#rhythmOf(group.id, moment), group, hasCommitted, moment);
    });
    for (const [id, { seenTick }] of this.#groups) if (tickMs - seenTick > pauseKeptMs) this.#groups.delete(id);
  }

  /** Tick since which the commit under a slot of `Slots.ofCommit` is where it is, as far as it was watched. */
  movedTick(slot: number): number {
    return this.#moved.get(slot);
  }

  /** Milliseconds; NaN before a commit was seen of a group that was there before. */
  usualIntervalMs(group: string): number {
    const { intervals = [], pauses = [] } = this.#groups.get(group) ?? {};
    if (intervals.length === 0) return NaN;
    const median = intervals.toSorted((left, right) => left - right)[Math.floor(intervals.length / 2)] ?? NaN;
    if (pauses.length < pausesOfHabit) return median;
    return Math.max(median, Math.min(...pauses.map(({ lengthMs }) => lengthMs)));
  }

  /**
   * The shorter of the last two intervals in which something was left to read in a partition, milliseconds; NaN before
   * there were two. A member that takes its partitions in turn has longer ones than its group.
   */
  partitionIntervalMs(slot: number): number {
    return Math.min(this.#interval.get(slot), this.#earlierInterval.get(slot));
  }

  /** When the group last committed, milliseconds since 1970; NaN when that was never seen. */
  lastCommitMs(group: string): number {
    return this.#groups.get(group)?.committedWallMs ?? NaN;
  }

  /** What to keep of a group for the time after a restart. */
  remember(group: string, now: Pick<Moment, 'tickMs' | 'wallMs'>): Pick<RememberedGroup, 'intervalsMs' | 'pauses'> {
    const { intervals = [], pauses = [] } = this.#groups.get(group) ?? {};
    return {
      intervalsMs: intervals,
      pauses: pauses.map(({ lengthMs, atTick }) => ({ lengthMs, endedMs: now.wallMs - (now.tickMs - atTick) })),
    };
  }

  #rhythmOf(id: string, { tickMs, wallMs }: Moment): GroupRhythm {
    let rhythm = this.#groups.get(id);
    if (rhythm === undefined) {
      const known = this.#restored.get(id);
      this.#restored.delete(id);
      rhythm = {
        sinceTick: tickMs,
        committedWallMs: NaN,
        seenTick: NaN,
        waitingTick: NaN,
        unseenMs: 0,
        intervals: [...(known?.intervalsMs ?? [])],
        pauses: (known?.pauses ?? []).map(({ lengthMs, endedMs }) => ({
          lengthMs,
          atTick: tickMs - Math.max(0, wallMs - endedMs),
        })),
      };
      this.#groups.set(id, rhythm);
    }
    return rhythm;
  }

  #advance(rhythm: GroupRhythm, group: ConsumerGroup, hasCommitted: boolean, moment: Moment): void {
    const { tickMs, wallMs, before, refreshIntervalMs } = moment;
    const sinceSeenMs = tickMs - rhythm.seenTick;
    rhythm.seenTick = tickMs;
    if ((before === undefined || group.error !== undefined) && !Number.isNaN(sinceSeenMs)) {
      rhythm.unseenMs += sinceSeenMs;
    }
    if (!hasCommitted) {
      if (Number.isNaN(rhythm.waitingTick) && hasUnread(group, moment.snapshot.partitions)) rhythm.waitingTick = tickMs;
      return;
    }
    const lengthMs = Number.isNaN(rhythm.waitingTick) ? sinceSeenMs : tickMs - rhythm.waitingTick;
    const isWatched = rhythm.unseenMs <= (tickMs - rhythm.sinceTick) * (1 - watchedShare);
    if (!Number.isNaN(lengthMs) && isWatched) {
      rhythm.intervals = [...rhythm.intervals, lengthMs].slice(-keptIntervals);
      if (lengthMs > pauseInRefreshes * refreshIntervalMs) rhythm.pauses.push({ lengthMs, atTick: tickMs });
      rhythm.pauses = rhythm.pauses.filter(({ atTick }) => tickMs - atTick <= pauseKeptMs).slice(-pausesOfHabit);
    }
    rhythm.sinceTick = tickMs;
    rhythm.committedWallMs = wallMs;
    rhythm.unseenMs = 0;
    // What this commit left unread waits from now on.
    rhythm.waitingTick = hasUnread(group, moment.snapshot.partitions) ? tickMs : NaN;
  }
}

/** Whether the refresh before would have seen this commit, so that it was made since. */
function wasWithout(before: Snapshot | undefined, id: string): boolean {
  if (before === undefined) return false;
  const group = before.groups.find((one) => one.id === id);
  return group === undefined ? before.brokers.every(({ error }) => error === undefined) : group.error === undefined;
}

function hasUnread({ offsets }: ConsumerGroup, { end }: Partitions): boolean {
  const { partition, committed } = offsets;
  for (let place = 0; place < partition.length; place++) {
    if ((end[partition[place] ?? -1] ?? NaN) > (committed[place] ?? NaN)) return true;
  }
  return false;
}
