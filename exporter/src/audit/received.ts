import type { ConsumedSource, RecordRun } from '../../../probe/src/beacon.ts';
import { NumberSet } from '../../../probe/src/number-set.ts';

/** A run of sequences that a reporter told, and the offsets between which it lies. */
interface Place {
  readonly reporter: string;
  readonly first: number;
  last: number;
  readonly lowest: number;
  highest: number;
}

/** Infinity and -Infinity where nothing was found. */
export interface Found {
  readonly sequences: NumberSet;
  readonly lowest: number;
  readonly highest: number;
}

/** What a reporter has told: its next beacon tells it again. */
interface Told {
  readonly sequences: NumberSet;
  /** Offsets. */
  readonly copies: NumberSet;
}

interface Delivered {
  readonly fresh: number;
  readonly redelivered: number;
  readonly duplicated: number;
}

/**
 * What was received of one source in a partition, whatever the buckets that consumers put it in: a source numbers its
 * records in a partition once and for all.
 */
export class Received {
  heardTick = -Infinity;
  readonly sequences = new NumberSet();
  /** By bucket. */
  readonly #places = new Map<number, Place[]>();
  readonly #told = new Map<string, Told>();

  /** @returns how many sequences are new, and how many other reporters had at the same or at another offset. */
  add(bucket: number, reporter: string, { runs, copies = [] }: Pick<ConsumedSource, 'runs' | 'copies'>): Delivered {
    let told = this.#told.get(reporter);
    if (told === undefined) {
      this.#told.set(reporter, (told = { sequences: new NumberSet(), copies: new NumberSet() }));
    }
    const count = { fresh: 0, redelivered: 0, duplicated: 0 };
    const places = this.#places.get(bucket) ?? [];
    this.#places.set(bucket, places);
    const again = (place: Place): void => {
      const elsewhere = this.#elsewhere(place);
      count.duplicated += elsewhere.size;
      count.redelivered += place.last - place.first + 1 - elsewhere.size;
      for (const [first, last] of elsewhere.runs) places.push(within(place, first, last));
    };
    for (const run of runs) {
      const place = placeOf(reporter, run);
      for (const [first, last] of new NumberSet([[run[0], run[1]]]).without(told.sequences).runs) {
        const news = new NumberSet([[first, last]]);
        const fresh = news.without(this.sequences);
        for (const [from, to] of news.without(fresh).runs) again(within(place, from, to));
        for (const [from, to] of fresh.runs) append(places, within(place, from, to));
        this.sequences.addAll(fresh);
        count.fresh += fresh.size;
      }
      told.sequences.add(run[0], run[1]);
    }
    for (const run of copies) {
      const place = placeOf(reporter, run);
      for (const [lowest, highest] of new NumberSet([[run[2], run[3]]]).without(told.copies).runs) {
        again(within(place, run[0] + lowest - run[2], run[0] + highest - run[2]));
      }
      told.copies.add(run[2], run[3]);
    }
    return count;
  }

  /** Which of these sequences were received, and between which offsets. */
  among(sequences: NumberSet): Found {
    const found = { sequences: new NumberSet(), lowest: Infinity, highest: -Infinity };
    if (!sequences.runs.some(([first, last]) => this.sequences.touches(first, last))) return found;
    for (const place of this.#allPlaces()) {
      for (const [low, high] of sequences.runs) {
        const [first, last] = [Math.max(place.first, low), Math.min(place.last, high)];
        if (first > last) continue;
        const part = within(place, first, last);
        found.sequences.add(first, last);
        found.lowest = Math.min(found.lowest, part.lowest);
        found.highest = Math.max(found.highest, part.highest);
      }
    }
    return found;
  }

  /** Where it was received in buckets before a moment, and what was told by reporters that are not known any more. */
  forget(beforeMs: number, isKnown: (reporter: string) => boolean): void {
    for (const bucket of this.#places.keys()) if (bucket < beforeMs) this.#places.delete(bucket);
    for (const reporter of this.#told.keys()) if (!isKnown(reporter)) this.#told.delete(reporter);
  }

  /** The sequences of a place that are known, and lie at none of the offsets where they are known to lie. */
  #elsewhere(place: Place): NumberSet {
    const [known, there] = [new NumberSet(), new NumberSet()];
    for (const other of this.#allPlaces()) {
      const [first, last] = [Math.max(place.first, other.first), Math.min(place.last, other.last)];
      if (first > last) continue;
      const [own, theirs] = [within(place, first, last), within(other, first, last)];
      known.add(first, last);
      // A reporter tells its own copies apart.
      const isOther = other.reporter !== place.reporter;
      if (isOther && own.lowest <= theirs.highest && theirs.lowest <= own.highest) there.add(first, last);
    }
    return known.without(there);
  }

  *#allPlaces(): Iterable<Place> {
    for (const places of this.#places.values()) yield* places;
  }
}

function placeOf(reporter: string, [first, last, lowest, highest]: RecordRun): Place {
  return { reporter, first, last, lowest, highest };
}

/** A part of a place. Each sequence before and behind it takes one offset at least. */
function within({ reporter, first, last, lowest, highest }: Place, from: number, to: number): Place {
  return { reporter, first: from, last: to, lowest: lowest + from - first, highest: highest - (last - to) };
}

function append(places: Place[], place: Place): void {
  const before = places.at(-1);
  if (before?.reporter === place.reporter && before.last + 1 === place.first && before.highest < place.highest) {
    before.last = place.last;
    before.highest = place.highest;
  } else places.push(place);
}
