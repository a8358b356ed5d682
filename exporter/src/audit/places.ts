import type { RecordRun } from '../../../probe/src/beacon.ts';

/** A run of sequences, and the offsets between which it lies. */
export interface Place {
  readonly first: number;
  last: number;
  readonly lowest: number;
  highest: number;
}

export function placeOf([first, last, lowest, highest]: RecordRun): Place {
  return { first, last, lowest, highest };
}

/** A part of a place. Each sequence before and behind it takes one offset at least. */
export function within({ first, last, lowest, highest }: Place, from: number, to: number): Place {
  return { first: from, last: to, lowest: lowest + from - first, highest: highest - (last - to) };
}

/** Places in order of their first sequence. */
export class Places {
  readonly #all: Place[] = [];
  /** Of the longest, how far the last sequence is from the first; 0 where none overlap, and it does not matter. */
  #longest = 0;
  readonly #mayOverlap: boolean;

  constructor({ mayOverlap }: { readonly mayOverlap: boolean }) {
    this.#mayOverlap = mayOverlap;
  }

  add(place: Place): void {
    const before = this.#all.at(-1);
    if (!this.#mayOverlap && before?.last === place.first - 1 && before.highest < place.highest) {
      before.last = place.last;
      before.highest = place.highest;
      return;
    }
    if (this.#mayOverlap) this.#longest = Math.max(this.#longest, place.last - place.first);
    const at = this.#indexOf((other) => other.first >= place.first);
    this.#all.splice(at, 0, { ...place });
  }

  /** The parts of places, with sequences from first to last. */
  *among(first: number, last: number): Iterable<Place> {
    const reaches = this.#mayOverlap
      ? (other: Place) => other.first + this.#longest >= first
      : (other: Place) => other.last >= first;
    for (let at = this.#indexOf(reaches); at < this.#all.length; at++) {
      const place = this.#all[at];
      if (place === undefined || place.first > last) return;
      const [from, to] = [Math.max(place.first, first), Math.min(place.last, last)];
      if (from <= to) yield within(place, from, to);
    }
  }

  /** Of the first one that is so, as all behind it are. */
  #indexOf(isSo: (place: Place) => boolean): number {
    let [low, high] = [0, this.#all.length];
    while (low < high) {
      const middle = (low + high) >>> 1;
      const place = this.#all[middle];
      if (place === undefined || isSo(place)) high = middle;
      else low = middle + 1;
    }
    return low;
  }
}
