import { NumberSet } from '../../../probe/src/number-set.ts';

/** First and last sequence, and the offset of the first. */
type Place = [first: number, last: number, offset: number];

/** Infinity and -Infinity where nothing was found. */
export interface Found {
  readonly sequences: NumberSet;
  readonly lowest: number;
  readonly highest: number;
}

/**
 * What was received of one source in a partition, whatever the buckets that consumers put it in: a source numbers its
 * records in a partition once and for all.
 */
export class Received {
  heardTick = -Infinity;
  readonly sequences = new NumberSet();
  readonly #offsets = new NumberSet();
  /** Where each sequence was first found: runs in which sequence and offset grow by one. */
  readonly #places: Place[] = [];
  /** What each reporter has told: its next beacon tells it again. */
  readonly #told = new Map<string, NumberSet>();

  /** @returns how many sequences are new, and how many came again at the same or at another offset. */
  add(
    reporter: string,
    runs: readonly (readonly number[])[],
  ): { fresh: number; redelivered: number; duplicated: number } {
    let told = this.#told.get(reporter);
    if (told === undefined) this.#told.set(reporter, (told = new NumberSet()));
    const count = { fresh: 0, redelivered: 0, duplicated: 0 };
    for (const [firstSequence = 0, lastSequence = 0, firstOffset = 0] of runs) {
      for (const [first, last] of new NumberSet([[firstSequence, lastSequence]]).without(told).runs) {
        const offset = firstOffset + first - firstSequence;
        const fresh = grown(this.sequences, first, last);
        if (fresh > 0) this.#place(first, last, offset);
        const elsewhere = grown(this.#offsets, offset, offset + last - first);
        count.fresh += fresh;
        count.redelivered += last - first + 1 - elsewhere;
        count.duplicated += Math.max(elsewhere - fresh, 0);
      }
      told.add(firstSequence, lastSequence);
    }
    return count;
  }

  /** Which of these sequences were received, and the lowest and highest offset of them. */
  among(sequences: NumberSet): Found {
    const found = { sequences: new NumberSet(), lowest: Infinity, highest: -Infinity };
    for (const [first, last, offset] of this.#places) {
      for (const [low, high] of sequences.runs) {
        const [from, to] = [Math.max(first, low), Math.min(last, high)];
        if (from > to) continue;
        found.sequences.add(from, to);
        found.lowest = Math.min(found.lowest, offset + from - first);
        found.highest = Math.max(found.highest, offset + to - first);
      }
    }
    return found;
  }

  #place(first: number, last: number, offset: number): void {
    const before = this.#places.at(-1);
    if (before !== undefined && before[1] + 1 === first && before[2] + first - before[0] === offset) before[1] = last;
    else this.#places.push([first, last, offset]);
  }
}

function grown(set: NumberSet, first: number, last: number): number {
  const before = set.size;
  set.add(first, last);
  return set.size - before;
}
