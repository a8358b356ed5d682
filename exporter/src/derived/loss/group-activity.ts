import type { CommitRhythm } from '../commit-rhythm.ts';
import type { Moment } from '../moment.ts';
import type { RememberedGroup } from '../remembered.ts';
import { isEmpty, isReadable } from './readable-group.ts';

interface Activity {
  /** When it last had members or committed, at least when it was first seen. */
  activeTick: number;
  /** When it last committed although it had no members; NaN when it never did. */
  committedAloneTick: number;
  /** In how many refreshes it did. */
  commitsAlone: number;
  hadMembers: boolean;
  seenTick: number;
}

/** A group that is gone for this long is forgotten. */
const rememberMs = 86_400_000;
/** A commit that has not moved for three of the usual intervals, or two refreshes, stands still. */
export const stillIntervals = 3;
export const stillRefreshes = 2;

/** Which groups are in use, and how. */
export class GroupActivity {
  readonly #abandonedAfterMs: number;
  readonly #groups = new Map<string, Activity>();
  #restored = new Map<string, RememberedGroup>();

  /** @param abandonedAfterMs A group without members and commits for this long is abandoned. */
  constructor(abandonedAfterMs: number) {
    this.#abandonedAfterMs = abandonedAfterMs;
  }

  restore(groups: readonly RememberedGroup[]): void {
    this.#restored = new Map(groups.map((group) => [group.group, group]));
  }

  update({ snapshot, before, tickMs, wallMs }: Moment, rhythm: CommitRhythm): void {
    const emptyBefore = new Set(before?.groups.filter(isEmpty).map(({ id }) => id));
    for (const group of snapshot.groups) {
      const activity = this.#activityOf(group.id, tickMs, wallMs);
      activity.seenTick = tickMs;
      if (!isReadable(group)) continue;
      const hasCommitted = rhythm.lastCommitMs(group.id) === wallMs;
      const hasMembers = !isEmpty(group);
      if (hasMembers) activity.hadMembers = true;
      if (hasMembers || hasCommitted) activity.activeTick = tickMs;
      if (hasCommitted && !hasMembers && emptyBefore.has(group.id)) {
        activity.committedAloneTick = tickMs;
        activity.commitsAlone++;
      }
    }
    for (const [id, { seenTick }] of this.#groups) if (tickMs - seenTick > rememberMs) this.#groups.delete(id);
  }

  /** Of a group that has no members now. */
  isAbandoned(group: string, tickMs: number): boolean {
    return tickMs - (this.#groups.get(group)?.activeTick ?? NaN) >= this.#abandonedAfterMs;
  }

  /** Whether members were ever seen in it. */
  hadMembers(group: string): boolean {
    return this.#groups.get(group)?.hadMembers === true;
  }

  /** In how many refreshes the group committed without having members. */
  commitsAlone(group: string): number {
    return this.#groups.get(group)?.commitsAlone ?? 0;
  }

  /** Whether somebody reads for the group without being its member, as `assign()` does, or was so short a time ago. */
  readsAlone(group: string, usualIntervalMs: number, { tickMs, refreshIntervalMs }: Moment): boolean {
    const usualMs = Number.isNaN(usualIntervalMs) ? 0 : usualIntervalMs;
    const stillMs = Math.max(stillIntervals * usualMs, stillRefreshes * refreshIntervalMs);
    return tickMs - (this.#groups.get(group)?.committedAloneTick ?? NaN) <= stillMs;
  }

  /** When it last had members or committed, milliseconds since 1970, at the latest when it was first seen; NaN of an unknown one. */
  lastActiveMs(group: string, { tickMs, wallMs }: Pick<Moment, 'tickMs' | 'wallMs'>): number {
    return wallMs - (tickMs - (this.#groups.get(group)?.activeTick ?? NaN));
  }

  remember(now: Pick<Moment, 'tickMs' | 'wallMs'>, rhythm: CommitRhythm): RememberedGroup[] {
    const groups = Array.from(this.#groups, ([group, { hadMembers, committedAloneTick, commitsAlone }]) => ({
      group,
      activeMs: this.lastActiveMs(group, now),
      hadMembers,
      commitsAlone,
      committedAloneMs: Number.isNaN(committedAloneTick) ? undefined : now.wallMs - (now.tickMs - committedAloneTick),
      ...rhythm.remember(group, now),
    }));
    return [...groups, ...this.#restored.values()];
  }

  #activityOf(id: string, tickMs: number, wallMs: number): Activity {
    let activity = this.#groups.get(id);
    if (activity === undefined) {
      const known = this.#restored.get(id);
      this.#restored.delete(id);
      const idleMs = known === undefined ? 0 : Math.max(0, wallMs - known.activeMs);
      activity = {
        activeTick: tickMs - idleMs,
        committedAloneTick: tickMs - Math.max(0, wallMs - (known?.committedAloneMs ?? NaN)),
        commitsAlone: known?.commitsAlone ?? 0,
        hadMembers: known?.hadMembers === true,
        seenTick: tickMs,
      };
      this.#groups.set(id, activity);
    }
    return activity;
  }
}
