import { Column } from './column.ts';
import type { Moment } from './moment.ts';
import { OffsetBlocks } from './offset-blocks.ts';

export interface OffsetRingsOptions {
  /** How long offsets are remembered, milliseconds. */
  readonly historyMs: number;
  /** Columns at most; more are thinned out. */
  readonly maxColumns?: number;
  /** Bytes of values at most; beyond it columns are thinned out too, down to a few. */
  readonly maxBytes?: number;
}

/** These newest columns are never thinned out. */
const densest = 60;

/**
 * What offsets were at each refresh of the last `historyMs`: a column per refresh, with the ends by partition slot,
 * and by commit slot the committed offsets and since when the oldest unread record waited.
 *
 * Where there would be more columns than `maxColumns` (a refresh each second makes 3,600 an hour) or more bytes than
 * `maxBytes` (a very large cluster in which everything moves), one column is dropped for each that comes: the one
 * whose neighbours are the closest together, measured by their age. So the last minutes stay complete, and what is
 * older is known to about a hundredth of its age.
 */
export class OffsetRings {
  readonly #historyMs: number;
  readonly #maxColumns: number;
  readonly #maxBytes: number;
  readonly #ticks: number[] = [];
  readonly #walls: number[] = [];
  readonly #ends = new OffsetBlocks();
  readonly #commits = new OffsetBlocks();
  readonly #unreadSince = new OffsetBlocks();
  /** Tick at which a slot came to its present owner: what is older is another's. */
  readonly #partitionOwned = new Column(Infinity);
  readonly #commitOwned = new Column(Infinity);
  readonly #knownEnd = new Column(NaN);
  readonly #fellTick = new Column(NaN);

  constructor({ historyMs, maxColumns = 400, maxBytes = 96_000_000 }: OffsetRingsOptions) {
    this.#historyMs = historyMs;
    this.#maxColumns = maxColumns;
    this.#maxBytes = maxBytes;
  }

  /** Columns, oldest first. */
  get length(): number {
    return this.#ticks.length;
  }

  get bytes(): number {
    return this.#ends.bytes + this.#commits.bytes + this.#unreadSince.bytes;
  }

  /** Takes the offsets of a refresh in. */
  add({ snapshot, slots, tickMs, wallMs }: Moment): void {
    this.#completeNewest();
    this.#own(this.#partitionOwned, slots.partitionSlots, slots.freshPartitions, tickMs);
    this.#own(this.#commitOwned, slots.commitSlots, slots.freshCommits, tickMs);
    this.#knownEnd.prepare(slots.partitionSlots, slots.freshPartitions);
    this.#fellTick.prepare(slots.partitionSlots, slots.freshPartitions);
    const ends = new Float64Array(slots.partitionSlots).fill(NaN);
    for (let partition = 0; partition < snapshot.partitions.count; partition++) {
      const end = snapshot.partitions.end[partition] ?? NaN;
      if (Number.isNaN(end)) continue;
      const slot = slots.ofPartition[partition] ?? -1;
      ends[slot] = end;
      if (end < this.#knownEnd.get(slot)) this.#fellTick.set(slot, tickMs);
      this.#knownEnd.set(slot, end);
    }
    const commits = new Float64Array(slots.commitSlots).fill(NaN);
    snapshot.groups.forEach(({ offsets }, group) => {
      slots.ofCommit[group]?.forEach((slot, place) => {
        commits[slot] = offsets.committed[place] ?? NaN;
      });
    });
    this.#ticks.push(tickMs);
    this.#walls.push(wallMs);
    this.#ends.add(ends);
    this.#commits.add(commits);
    this.#forget(tickMs);
  }

  /**
   * Completes the newest column.
   * @param sinceTick By commit slot: tick since which the oldest unread record waits; Infinity when there is none.
   */
  addUnreadSince(sinceTick: Float64Array): void {
    if (this.#unreadSince.length < this.length) this.#unreadSince.add(sinceTick);
  }

  tick(column: number): number {
    return this.#ticks[column] ?? NaN;
  }

  wall(column: number): number {
    return this.#walls[column] ?? NaN;
  }

  /** NaN where it was missed, and before the slot came to its present owner; so are the next two. */
  end(column: number, partitionSlot: number): number {
    if (this.tick(column) < this.#partitionOwned.get(partitionSlot)) return NaN;
    return this.#ends.get(column, partitionSlot);
  }

  commit(column: number, commitSlot: number): number {
    if (this.tick(column) < this.#commitOwned.get(commitSlot)) return NaN;
    return this.#commits.get(column, commitSlot);
  }

  /** Tick; Infinity when nothing was unread. */
  unreadSince(column: number, commitSlot: number): number {
    if (this.tick(column) < this.#commitOwned.get(commitSlot)) return NaN;
    return this.#unreadSince.get(column, commitSlot);
  }

  /** Whether a partition's end went back at some refresh that is still remembered (records were truncated). */
  hasFallen(partitionSlot: number): boolean {
    return this.#fellTick.get(partitionSlot) >= this.tick(0);
  }

  #own(owned: Column, slots: number, fresh: readonly number[], tickMs: number): void {
    owned.prepare(slots, fresh);
    for (const slot of fresh) owned.set(slot, tickMs);
  }

  /** A refresh that ended half-way left a column for which no time lag is known. */
  #completeNewest(): void {
    if (this.#unreadSince.length < this.length) this.#unreadSince.add(new Float64Array());
  }

  #forget(nowTick: number): void {
    while (nowTick - this.tick(0) > this.#historyMs) this.#drop(0);
    if (this.length > this.#maxColumns || (this.bytes > this.#maxBytes && this.length > densest)) {
      this.#drop(this.#leastMissed(nowTick));
    }
  }

  #leastMissed(nowTick: number): number {
    let found = 0;
    let smallest = Infinity;
    const last = Math.max(2, this.length - densest);
    for (let column = 1; column < last; column++) {
      const gap = (this.tick(column + 1) - this.tick(column - 1)) / (nowTick - this.tick(column));
      if (gap >= smallest) continue;
      smallest = gap;
      found = column;
    }
    return found;
  }

  #drop(column: number): void {
    this.#ticks.splice(column, 1);
    this.#walls.splice(column, 1);
    this.#ends.drop(column);
    this.#commits.drop(column);
    this.#unreadSince.drop(column);
  }
}
