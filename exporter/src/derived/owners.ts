import type { ConsumerGroup } from '../snapshot/snapshot.ts';

/** States in which members have given up partitions that nobody else has taken yet. */
const rebalancing: ReadonlySet<string | undefined> = new Set([
  'PreparingRebalance',
  'CompletingRebalance',
  'Assigning',
  'Reconciling',
]);

/** Which partitions members of one group after the other own. */
export class Owners {
  #markOf: Int32Array = new Int32Array();
  #mark = 0;
  #isKnown = false;
  #isComplete = false;

  /** Takes in a group of a snapshot with so many partitions. */
  of({ members, state }: ConsumerGroup, partitions: number): void {
    if (this.#markOf.length !== partitions) {
      this.#markOf = new Int32Array(partitions);
      this.#mark = 0;
    }
    this.#mark++;
    this.#isKnown = members !== undefined && !rebalancing.has(state);
    this.#isComplete = true;
    for (const { assigned } of members ?? []) {
      if (assigned === undefined) this.#isComplete = false;
      for (const partition of assigned ?? []) this.#markOf[partition] = this.#mark;
    }
  }

  /** 1 when a member of the group owns the partition, 0 when none does; NaN while that is unknown or in flux. */
  owns(partition: number): number {
    if (!this.#isKnown) return NaN;
    if (this.#markOf[partition] === this.#mark) return 1;
    return this.#isComplete ? 0 : NaN;
  }
}
