import { latencyBoundsMs, type Beacon, type Consumed, type ConsumedSource } from '../../../probe/src/beacon.ts';
import { NumberSet } from '../../../probe/src/number-set.ts';
import { Received, type Found } from './received.ts';

/** A bucket is compared for a day at most: beacons are kept as long. */
export const keptMs = 86_400_000;
/** Beacons of a bucket are refused that began longer ago than a day, so that one that is forgotten does not come again. */
export const forgottenMs = 2 * keptMs;
/** Where records were received is of use while they may come again, and until nobody waits for their producer any more. */
const placesMs = 3_600_000;

/** What a source sent to a partition. */
export interface Sent {
  readonly partition: number;
  readonly source: string;
  readonly acked: NumberSet;
}

export const nothing = new NumberSet();
export interface ForgetOptions {
  readonly tickMs: number;
  readonly wallMs: number;
  readonly deadlineMs: number;
  /** Whether a reporter has not been forgotten. */
  readonly isKnown: (reporter: string) => boolean;
}

const noneFound: Found = { sequences: nothing, lowest: Infinity, highest: -Infinity };

/** What the consumers of a group told of a topic. */
export class GroupAudit {
  /** Offsets by partition. */
  readonly handled = new Map<number, NumberSet>();
  readonly skipped = new Map<number, NumberSet>();
  /** Of these a consumer does not know for sure whether, or which sequences, it handled. */
  readonly untold = new Map<number, NumberSet>();
  /** Why, and when that was last told. */
  partial: { readonly reason: string; readonly heardTick: number } | undefined;
  /** By partition and source. */
  readonly received = new Map<string, Received>();
  /** Newest tally of each consumer by bucket, of all of them between each other, and the sum of all. */
  readonly #tallies = new Map<number, Map<string, Tally>>();
  total: Tally = noTally;
  /** All buckets of its consumers begin at multiples of this. */
  #bucketMs = 0;
  receivedTotal = 0;
  missingTotal = 0;
  /** When some were last found missing, milliseconds since 1970. */
  lastMissingMs: number | undefined;
  /** By the clock of evaluations: when its consumers were last heard, and what they are called. */
  heardTick = -Infinity;
  readonly services = new Map<string, number>();

  add(
    { bucket, bucketMs, service }: Pick<Beacon, 'bucket' | 'bucketMs' | 'service'>,
    reporter: string,
    partitions: Consumed['partitions'],
    tickMs: number,
  ): void {
    this.heardTick = Math.max(this.heardTick, tickMs);
    this.services.set(service, Math.max(this.services.get(service) ?? -Infinity, tickMs));
    this.#bucketMs = commonDivisor(this.#bucketMs, bucketMs);
    const tallies = this.#tallies.get(bucket) ?? new Map<string, Tally>();
    this.#tallies.set(bucket, tallies);
    let tally = noTally;
    let between = tallies.get(betweenThem) ?? noTally;
    for (const [key, { handled, skipped = [], sources, partial }] of Object.entries(partitions)) {
      const partition = Number(key);
      addRuns(this.handled, partition, handled);
      addRuns(this.skipped, partition, skipped);
      if (partial !== undefined) {
        addRuns(this.untold, partition, handled);
        this.partial = { reason: partial, heardTick: Math.max(this.partial?.heardTick ?? -Infinity, tickMs) };
      }
      for (const [source, one] of Object.entries(sources)) {
        between = plus(between, this.#receive(bucket, reporter, `${partition} ${source}`, one, tickMs));
        tally = plus(tally, { redelivered: 0, duplicated: 0, ...one });
      }
    }
    for (const [name, now] of [[reporter, tally] as const, [betweenThem, between] as const]) {
      this.total = plus(this.total, now, tallies.get(name));
      tallies.set(name, now);
    }
  }

  /** What was counted of deliveries in the buckets that begin within one. */
  tallyOf({ start, endMs }: { readonly start: number; readonly endMs: number }): Tally {
    let tally = noTally;
    const first = Math.ceil(start / this.#bucketMs) * this.#bucketMs;
    for (let one = first; one < endMs; one += this.#bucketMs) {
      for (const more of this.#tallies.get(one)?.values() ?? []) tally = plus(tally, more);
    }
    return tally;
  }

  /** Of the records that a source was told were written, how many have not been received. */
  lacking({ partition, source, acked }: Sent): number {
    return acked.without(this.received.get(`${partition} ${source}`)?.sequences ?? nothing).size;
  }

  /** Which of a source's sequences in a partition were received, and where. */
  found({ partition, source }: Sent, sequences: NumberSet): Found {
    return this.received.get(`${partition} ${source}`)?.among(sequences) ?? noneFound;
  }

  /** A topic was made anew: its offsets begin again, and buckets of before are of no use. */
  beginAgain(): void {
    for (const offsets of [this.handled, this.skipped, this.untold]) offsets.clear();
    for (const received of this.received.values()) received.forget(Infinity, () => true);
  }

  /** What is so old that it is not compared any more. The sums stay. */
  forget({ tickMs, wallMs, deadlineMs, isKnown }: ForgetOptions): void {
    for (const [key, received] of this.received) {
      if (tickMs - received.heardTick > keptMs) this.received.delete(key);
      else received.forget(tickMs - Math.max(placesMs, 2 * deadlineMs), isKnown);
    }
    for (const [service, heardTick] of this.services) if (tickMs - heardTick > keptMs) this.services.delete(service);
    for (const bucket of this.#tallies.keys()) if (wallMs - bucket > forgottenMs) this.#tallies.delete(bucket);
  }

  /** @returns what came to several consumers: what one of them had again it tells by itself. */
  #receive(bucket: number, reporter: string, key: string, source: ConsumedSource, tickMs: number): Tally {
    const received = this.received.get(key) ?? new Received();
    this.received.set(key, received);
    const { fresh, redelivered, duplicated } = received.add(bucket, reporter, source, tickMs);
    this.receivedTotal += fresh;
    return { ...noTally, redelivered, duplicated };
  }
}

/** In place of a reporter's name, which is never empty. */
const betweenThem = '';

/** What was counted of deliveries. */
export interface Tally {
  readonly redelivered: number;
  readonly duplicated: number;
  /** Counts by latencyBoundsMs, and one more. */
  readonly latency: readonly number[];
  /** Milliseconds. */
  readonly latencySum: number;
}
const noTally: Tally = {
  redelivered: 0,
  duplicated: 0,
  latency: latencyBoundsMs.map(() => 0).concat(0),
  latencySum: 0,
};

function plus(sum: Tally, more: Tally, less: Tally = noTally): Tally {
  return {
    redelivered: sum.redelivered + more.redelivered - less.redelivered,
    duplicated: sum.duplicated + more.duplicated - less.duplicated,
    latency: sum.latency.map((count, index) => count + (more.latency[index] ?? 0) - (less.latency[index] ?? 0)),
    latencySum: sum.latencySum + more.latencySum - less.latencySum,
  };
}

function commonDivisor(one: number, other: number): number {
  return one === 0 ? other : commonDivisor(other % one, one);
}

/** Of the records that were handled, those that took longer than the highest of latencyBoundsMs that is not above a time. */
export function lateOf({ latency }: Tally, afterMs: number): number {
  const bound = latencyBoundsMs.findLastIndex((boundMs) => boundMs <= afterMs);
  return sum(latency.slice(bound + 1), (count) => count);
}

export function sum<T>(items: Iterable<T>, of: (item: T) => number): number {
  let total = 0;
  for (const item of items) total += of(item);
  return total;
}

function addRuns(sets: Map<number, NumberSet>, partition: number, runs: readonly (readonly [number, number])[]): void {
  let set = sets.get(partition);
  if (set === undefined) sets.set(partition, (set = new NumberSet()));
  for (const [first, last] of runs) set.add(first, last);
}
