/** A column of numbers by slot that grows with the slots. */
export class Column {
  #values: Float64Array;
  readonly #empty: number;

  /** @param empty What a slot holds before anything was put there. */
  constructor(empty: number) {
    this.#empty = empty;
    this.#values = new Float64Array();
  }

  /** Makes room for `slots` slots, and empties those that have a new owner. */
  prepare(slots: number, fresh: readonly number[]): void {
    if (slots > this.#values.length) {
      const larger = new Float64Array(Math.max(slots, this.#values.length * 2)).fill(this.#empty);
      larger.set(this.#values);
      this.#values = larger;
    }
    for (const slot of fresh) this.#values[slot] = this.#empty;
  }

  get(slot: number): number {
    return this.#values[slot] ?? this.#empty;
  }

  set(slot: number, value: number): void {
    this.#values[slot] = value;
  }
}
