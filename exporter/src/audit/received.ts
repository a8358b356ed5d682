import type { ConsumedSource } from '../../../probe/src/beacon.ts';
import { NumberSet } from '../../../probe/src/number-set.ts';
import { placeOf, Places, within, type Place } from './places.ts';

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

/** What a reporter was the first to tell of, of one bucket. */
interface Finds {
  readonly runs: Places;
  readonly copies: Places;
}

/** By reporter. */
interface BucketFinds {
  heardTick: number;
  readonly of: Map<string, Finds>;
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
  readonly #finds = new Map<number, BucketFinds>();
  readonly #told = new Map<string, Told>();

  /** @returns how many sequences are new, and how many other reporters had at the same or at another offset. */
  add(
    bucket: number,
    reporter: string,
    { runs, copies = [] }: Pick<ConsumedSource, 'runs' | 'copies'>,
    tickMs: number,
  ): Delivered {
    this.heardTick = Math.max(this.heardTick, tickMs);
    let told = this.#told.get(reporter);
    if (told === undefined) {
      this.#told.set(reporter, (told = { sequences: new NumberSet(), copies: new NumberSet() }));
    }
    const finds = this.#findsOf(bucket, reporter, tickMs);
    const count = { fresh: 0, redelivered: 0, duplicated: 0 };
    const again = (place: Place, into: Places): void => {
      const elsewhere = this.#elsewhere(bucket, reporter, place);
      count.duplicated += elsewhere.size;
      count.redelivered += place.last - place.first + 1 - elsewhere.size;
      for (const [first, last] of elsewhere.runs) into.add(within(place, first, last));
    };
    for (const run of runs) {
      if (told.sequences.covers(run[0], run[1])) continue;
      const place = placeOf(run);
      for (const [first, last] of new NumberSet([[run[0], run[1]]]).without(told.sequences).runs) {
        const news = new NumberSet([[first, last]]);
        const fresh = news.without(this.sequences);
        for (const [from, to] of news.without(fresh).runs) again(within(place, from, to), finds.runs);
        for (const [from, to] of fresh.runs) finds.runs.add(within(place, from, to));
        this.sequences.addAll(fresh);
        count.fresh += fresh.size;
      }
      told.sequences.add(run[0], run[1]);
    }
    for (const run of copies) {
      if (told.copies.covers(run[2], run[3])) continue;
      const place = placeOf(run);
      for (const [lowest, highest] of new NumberSet([[run[2], run[3]]]).without(told.copies).runs) {
        again(within(place, run[0] + lowest - run[2], run[0] + highest - run[2]), finds.copies);
      }
      told.copies.add(run[2], run[3]);
    }
    return count;
  }

  /** Which of these sequences were received, and between which offsets. */
  among(sequences: NumberSet): Found {
    const found = { sequences: new NumberSet(), lowest: Infinity, highest: -Infinity };
    for (const [first, last] of sequences.without(sequences.without(this.sequences)).runs) {
      for (const { of } of this.#finds.values()) {
        for (const { runs, copies } of of.values()) {
          for (const place of [...runs.among(first, last), ...copies.among(first, last)]) {
            found.sequences.add(place.first, place.last);
            found.lowest = Math.min(found.lowest, place.lowest);
            found.highest = Math.max(found.highest, place.highest);
          }
        }
      }
    }
    return found;
  }

  /** Where it was received in buckets not heard of since a moment, and what reporters told that are not known any more. */
  forget(sinceTick: number, isKnown: (reporter: string) => boolean): void {
    for (const [bucket, { heardTick }] of this.#finds) if (heardTick < sinceTick) this.#finds.delete(bucket);
    for (const reporter of this.#told.keys()) if (!isKnown(reporter)) this.#told.delete(reporter);
  }

  #findsOf(bucket: number, reporter: string, tickMs: number): Finds {
    const ofBucket = this.#finds.get(bucket) ?? { heardTick: tickMs, of: new Map<string, Finds>() };
    this.#finds.set(bucket, ofBucket);
    ofBucket.heardTick = Math.max(ofBucket.heardTick, tickMs);
    let finds = ofBucket.of.get(reporter);
    if (finds === undefined) {
      finds = { runs: new Places({ mayOverlap: false }), copies: new Places({ mayOverlap: true }) };
      ofBucket.of.set(reporter, finds);
    }
    return finds;
  }

  /** The sequences of a place that are known, and lie at none of the offsets where they are known to lie. */
  #elsewhere(bucket: number, reporter: string, place: Place): NumberSet {
    const [known, there] = [new NumberSet(), new NumberSet()];
    const compare = (ofBucket: BucketFinds | undefined): void => {
      for (const [other, { runs, copies }] of ofBucket?.of ?? []) {
        for (const part of [...runs.among(place.first, place.last), ...copies.among(place.first, place.last)]) {
          known.add(part.first, part.last);
          // A reporter tells its own copies apart.
          if (other === reporter) continue;
          const own = within(place, part.first, part.last);
          if (own.lowest <= part.highest && part.lowest <= own.highest) there.add(part.first, part.last);
        }
      }
    };
    compare(this.#finds.get(bucket));
    // Buckets may have several sizes.
    if (!known.covers(place.first, place.last)) for (const ofBucket of this.#finds.values()) compare(ofBucket);
    return known.without(there);
  }
}
