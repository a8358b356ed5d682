import { Column } from './column.ts';
import type { Slots } from './slots.ts';

/**
 * Whether lag falls, by slot of `Slots.ofCommit`: the smallest and the largest lag of the newer half of a window are
 * compared with those of the older half. A half holds more than one commit interval, so that the teeth of a saw
 * (lag grows until the next commit) are equal in both.
 *
 * It is behind when the smallest lag has not fallen, and until both have: a single dip lowers the smallest only, a
 * single burst raises the largest only, and neither changes the verdict.
 */
export class LagTrend {
  readonly #olderMin = new Column(NaN);
  readonly #olderMax = new Column(NaN);
  readonly #newerMin = new Column(NaN);
  readonly #newerMax = new Column(NaN);
  readonly #behind = new Column(0);

  prepare({ commitSlots, freshCommits }: Slots): void {
    for (const column of [this.#olderMin, this.#olderMax, this.#newerMin, this.#newerMax, this.#behind]) {
      column.prepare(commitSlots, freshCommits);
    }
  }

  /** One refresh; NaN is unknown and leaves no trace. Nothing unread: at once no longer behind. */
  look(slot: number, lag: number): void {
    if (Number.isNaN(lag)) return;
    if (lag === 0) this.#behind.set(slot, 0);
    const min = this.#newerMin.get(slot);
    const max = this.#newerMax.get(slot);
    if (!(min <= lag)) this.#newerMin.set(slot, lag);
    if (!(max >= lag)) this.#newerMax.set(slot, lag);
  }

  /**
   * The newer half is over: judges, and lets a new one begin.
   * @param inFlight Records that may be unread in a group that keeps up; NaN when that is unknown.
   */
  endHalf(slot: number, inFlight: number): void {
    const olderMin = this.#olderMin.get(slot);
    const olderMax = this.#olderMax.get(slot);
    const newerMin = this.#newerMin.get(slot);
    const newerMax = this.#newerMax.get(slot);
    const falls = newerMin < olderMin && newerMax < olderMax;
    if (falls || newerMax <= inFlight) this.#behind.set(slot, 0);
    else if (newerMin >= olderMin && olderMin > inFlight) this.#behind.set(slot, 1);
    this.#olderMin.set(slot, newerMin);
    this.#olderMax.set(slot, newerMax);
    this.#newerMin.set(slot, NaN);
    this.#newerMax.set(slot, NaN);
  }

  isBehind(slot: number): boolean {
    return this.#behind.get(slot) === 1;
  }
}
