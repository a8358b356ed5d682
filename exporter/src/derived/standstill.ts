import { Column } from './column.ts';
import type { Slots } from './slots.ts';

/**
 * For how long commits have stood still with unread records behind them, by slot of `Slots.ofCommit`. Time in which
 * lag or group were not known does not count: who could not be watched is not accused.
 */
export class Standstill {
  readonly #commit = new Column(NaN);
  readonly #lag = new Column(NaN);
  readonly #stillMs = new Column(0);
  readonly #sinceMs = new Column(NaN);
  readonly #lagThen = new Column(NaN);
  /** 1 owned by a member, 0 not, NaN unknown. */
  readonly #owned = new Column(NaN);
  /** 1 once the beginning of a standstill was seen, which is not so for one that was found standing. */
  readonly #seenWell = new Column(0);

  prepare({ commitSlots, freshCommits }: Slots): void {
    for (const column of [
      this.#commit,
      this.#lag,
      this.#stillMs,
      this.#sinceMs,
      this.#lagThen,
      this.#owned,
      this.#seenWell,
    ]) {
      column.prepare(commitSlots, freshCommits);
    }
  }

  /**
   * One refresh of one partition.
   * @param lag NaN when unknown.
   * @param owned 1 by a member, 0 not; NaN leaves what was known before.
   * @param watchedMs Time since the refresh before for which the group was watched.
   */
  look(slot: number, committed: number, lag: number, owned: number, watchedMs: number, wallMs: number): void {
    const commitBefore = this.#commit.get(slot);
    const lagBefore = this.#lag.get(slot);
    const ownedBefore = this.#owned.get(slot);
    this.#commit.set(slot, committed);
    this.#lag.set(slot, lag);
    if (!Number.isNaN(owned)) this.#owned.set(slot, owned);
    if (Number.isNaN(lag)) return;
    if (lag === 0 || committed !== commitBefore || lagBefore === 0) {
      this.#begin(slot, lag, wallMs);
      if (lag === 0 || !Number.isNaN(commitBefore)) this.#seenWell.set(slot, 1);
      return;
    }
    // Its lag was not known until now, though its commit was.
    if (Number.isNaN(this.#sinceMs.get(slot))) {
      this.#begin(slot, lag, wallMs);
      return;
    }
    if (!Number.isNaN(lagBefore)) this.#stillMs.set(slot, this.#stillMs.get(slot) + watchedMs);
    if (Number.isNaN(owned) || Number.isNaN(ownedBefore) || owned === ownedBefore) return;
    // A new owner gets a window of its own. Where the owner went, the time goes on, but the sentence tells of now.
    this.#seenWell.set(slot, 1);
    const stillMs = owned === 1 ? 0 : this.#stillMs.get(slot);
    this.#begin(slot, lag, wallMs);
    this.#stillMs.set(slot, stillMs);
  }

  /** Watched milliseconds; 0 when nothing is unread or the commit has just moved. */
  stillMs(slot: number): number {
    return this.#stillMs.get(slot);
  }

  /** Since when it stands still (and has its present owner), milliseconds since 1970. */
  sinceMs(slot: number): number {
    return this.#sinceMs.get(slot);
  }

  /** Whether it was ever seen drained or moving: otherwise it stands still since before `sinceMs`. */
  wasSeenWell(slot: number): boolean {
    return this.#seenWell.get(slot) === 1;
  }

  /** Records that arrived since `sinceMs`. */
  arrived(slot: number): number {
    return Math.max(0, this.#lag.get(slot) - this.#lagThen.get(slot));
  }

  /** Only where that is known: no member has it. */
  isOwnerless(slot: number): boolean {
    return this.#owned.get(slot) === 0;
  }

  #begin(slot: number, lag: number, wallMs: number): void {
    this.#stillMs.set(slot, 0);
    this.#sinceMs.set(slot, wallMs);
    this.#lagThen.set(slot, lag);
  }
}
