import { Column } from './column.ts';
import type { Slots } from './slots.ts';

/** A coordinator that moves may answer once with an older offset: only the second answer in a row counts. */
const answersInARow = 2;

/** Commits that went back and were not yet regained, by slot of `Slots.ofCommit`. */
export class Rewinds {
  readonly #highest = new Column(NaN);
  readonly #answers = new Column(0);
  readonly #agoMs = new Column(0);

  prepare({ commitSlots, freshCommits }: Slots): void {
    for (const column of [this.#highest, this.#answers, this.#agoMs]) column.prepare(commitSlots, freshCommits);
  }

  /** One refresh; what is not regained within `windowMs` of watched time is the new beginning. */
  look(slot: number, committed: number, watchedMs: number, windowMs: number): void {
    if (committed < this.#highest.get(slot)) {
      const answers = this.#answers.get(slot);
      const agoMs = answers === 0 ? 0 : this.#agoMs.get(slot) + watchedMs;
      this.#answers.set(slot, answers + 1);
      this.#agoMs.set(slot, agoMs);
      if (agoMs < windowMs) return;
    }
    this.#highest.set(slot, committed);
    this.#answers.set(slot, 0);
  }

  isRewound(slot: number): boolean {
    return this.#answers.get(slot) >= answersInARow;
  }

  /** Records between the commit and where it was before. */
  distance(slot: number, committed: number): number {
    return this.#highest.get(slot) - committed;
  }
}
