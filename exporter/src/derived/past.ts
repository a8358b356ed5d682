import type { Moment } from './moment.ts';
import type { OffsetRings } from './offset-rings.ts';
import type { Slots } from './slots.ts';
import type { Past } from './state.ts';

/** The past offsets and time lags as they are read with the dense indexes and places of one refresh. Make one for each. */
export class OffsetPast implements Omit<Past, 'lost'> {
  readonly #rings: OffsetRings;
  readonly #slots: Slots;
  readonly #untilTick: number;

  constructor(rings: OffsetRings, { slots, tickMs }: Moment) {
    this.#rings = rings;
    this.#slots = slots;
    this.#untilTick = tickMs;
  }

  times(newest?: number): Float64Array {
    return this.#column((column) => this.#rings.wall(column), newest);
  }

  ends(partition: number, newest?: number): Float64Array {
    const slot = this.#slots.ofPartition[partition];
    return this.#column((column) => (slot === undefined ? NaN : this.#rings.end(column, slot)), newest);
  }

  commits(group: number, place: number, newest?: number): Float64Array {
    const slot = this.#slots.ofCommit[group]?.[place];
    return this.#column((column) => (slot === undefined ? NaN : this.#rings.commit(column, slot)), newest);
  }

  lagSeconds(group: number, place: number): Float64Array {
    const slot = this.#slots.ofCommit[group]?.[place];
    return this.#column((column) => {
      const since = slot === undefined ? NaN : this.#rings.unreadSince(column, slot);
      // Infinity: there was nothing to read. A rounded tick may lie a fraction of a millisecond ahead.
      return since === Infinity ? 0 : Math.max(0, this.#rings.tick(column) - since) / 1000;
    });
  }

  /** Refreshes that came later belong to other indexes and are left out. */
  #column(valueAt: (column: number) => number, newest = Infinity): Float64Array {
    let length = this.#rings.length;
    while (length > 0 && this.#rings.tick(length - 1) > this.#untilTick) length--;
    const first = Math.max(0, length - newest);
    // Float64Array.from takes three times as long, and some ask for every partition.
    const values = new Float64Array(length - first);
    for (let column = first; column < length; column++) values[column - first] = valueAt(column);
    return values;
  }
}
