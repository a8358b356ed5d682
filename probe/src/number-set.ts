import type { Run } from './beacon.ts';

/** A set of non-negative integers that are mostly consecutive, kept as runs in order. */
export class NumberSet {
  #runs: Run[] = [];
  #size = 0;

  constructor(runs: Iterable<Readonly<Run>> = []) {
    for (const [first, last] of runs) this.add(first, last);
  }

  /** Adds first to last, both included. */
  add(first: number, last = first): void {
    const runs = this.#runs;
    const newest = runs.at(-1);
    if (newest === undefined || first > newest[1] + 1) {
      runs.push([first, last]);
      this.#size += last - first + 1;
      return;
    }
    let from = this.#firstEndingAtOrAfter(first - 1);
    let to = from;
    let [low, high] = [first, last];
    for (let run = runs[to]; run !== undefined && run[0] <= last + 1; run = runs[++to]) {
      low = Math.min(low, run[0]);
      high = Math.max(high, run[1]);
      this.#size -= run[1] - run[0] + 1;
    }
    this.#size += high - low + 1;
    from = Math.min(from, to);
    runs.splice(from, to - from, [low, high]);
  }

  addAll(other: NumberSet): void {
    for (const [first, last] of other.#runs) this.add(first, last);
  }

  has(value: number): boolean {
    const run = this.#runs[this.#firstEndingAtOrAfter(value)];
    return run !== undefined && run[0] <= value;
  }

  /** Whether all from first to last are in it. */
  covers(first: number, last: number): boolean {
    const run = this.#runs[this.#firstEndingAtOrAfter(first)];
    return run !== undefined && run[0] <= first && run[1] >= last;
  }

  /** Whether any from first to last is in it. */
  touches(first: number, last: number): boolean {
    const run = this.#runs[this.#firstEndingAtOrAfter(first)];
    return run !== undefined && run[0] <= last;
  }

  get size(): number {
    return this.#size;
  }

  /** The largest; undefined where it is empty. */
  get last(): number | undefined {
    return this.#runs.at(-1)?.[1];
  }

  get first(): number | undefined {
    return this.#runs[0]?.[0];
  }

  /** In order; not to be changed. */
  get runs(): readonly Readonly<Run>[] {
    return this.#runs;
  }

  /** What is in this one and not in the other. */
  without(other: NumberSet): NumberSet {
    const left = new NumberSet();
    for (const [first, last] of this.#runs) {
      let from = first;
      for (let at = other.#firstEndingAtOrAfter(first); from <= last; at++) {
        const run = other.#runs[at];
        if (run === undefined || run[0] > last) break;
        if (run[0] > from) left.add(from, run[0] - 1);
        from = run[1] + 1;
      }
      if (from <= last) left.add(from, last);
    }
    return left;
  }

  toRuns(): Run[] {
    return this.#runs.map(([first, last]) => [first, last]);
  }

  #firstEndingAtOrAfter(value: number): number {
    let [low, high] = [0, this.#runs.length];
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.#runs[middle]?.[1] ?? Infinity) < value) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
