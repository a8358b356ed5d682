import { latencyBoundsMs, type ConsumedPartition } from '../../../probe/src/beacon.ts';
import { NumberSet } from '../../../probe/src/number-set.ts';
import { Received, type Found } from './received.ts';

/** A bucket is compared for a day at most: beacons are kept as long. */
export const keptMs = 86_400_000;
/** Beacons of a bucket are refused that began longer ago than a day, so that one that is forgotten does not come again. */
export const forgottenMs = 2 * keptMs;

/** What a source sent to a partition. */
export interface Sent {
  readonly partition: number;
  readonly source: string;
  readonly acked: NumberSet;
}

export const nothing = new NumberSet();
const noneFound: Found = { sequences: nothing, lowest: Infinity, highest: -Infinity };

/** What the consumers of a group told of a topic. */
export class GroupAudit {
  /** Offsets by partition. */
  readonly handled = new Map<number, NumberSet>();
  readonly skipped = new Map<number, NumberSet>();
  /** Of these a consumer did not tell which sequences it handled: there were too many interruptions. */
  readonly untold = new Map<number, NumberSet>();
  /** By partition and source. */
  readonly received = new Map<string, Received>();
  /** Newest tally of each consumer by bucket, and the sum of all. */
  readonly #tallies = new Map<number, Map<string, Tally>>();
  total: Tally = noTally;
  receivedTotal = 0;
  missingTotal = 0;
  /** When some were last found missing, milliseconds since 1970. */
  lastMissingMs: number | undefined;

  add(bucket: number, reporter: string, partitions: Readonly<Record<string, ConsumedPartition>>, tickMs: number): void {
    let tally = noTally;
    for (const [key, { handled, skipped = [], sources, partial }] of Object.entries(partitions)) {
      const partition = Number(key);
      addRuns(this.handled, partition, handled);
      addRuns(this.skipped, partition, skipped);
      if (partial !== undefined) addRuns(this.untold, partition, handled);
      for (const [source, one] of Object.entries(sources)) {
        this.#receive(reporter, `${partition} ${source}`, one.runs, tickMs);
        tally = plus(tally, { redelivered: 0, duplicated: 0, ...one });
      }
    }
    const tallies = this.#tallies.get(bucket) ?? new Map<string, Tally>();
    this.#tallies.set(bucket, tallies);
    const before = tallies.get(reporter) ?? noTally;
    tallies.set(reporter, tally);
    this.total = plus(this.total, minus(tally, before));
  }

  /** Of the records that a source was told were written, how many have not been received. */
  lacking({ partition, source, acked }: Sent): number {
    return acked.without(this.received.get(`${partition} ${source}`)?.sequences ?? nothing).size;
  }

  /** Which of a source's sequences in a partition were received, and where. */
  found({ partition, source }: Sent, sequences: NumberSet): Found {
    return this.received.get(`${partition} ${source}`)?.among(sequences) ?? noneFound;
  }

  /** What is so old that it is not compared any more. The sums stay. */
  forget({ tickMs, wallMs }: { readonly tickMs: number; readonly wallMs: number }): void {
    for (const [key, { heardTick }] of this.received) if (tickMs - heardTick > keptMs) this.received.delete(key);
    for (const bucket of this.#tallies.keys()) if (wallMs - bucket > forgottenMs) this.#tallies.delete(bucket);
  }

  #receive(reporter: string, key: string, runs: readonly (readonly number[])[], tickMs: number): void {
    const received = this.received.get(key) ?? new Received();
    this.received.set(key, received);
    received.heardTick = tickMs;
    const { fresh, redelivered, duplicated } = received.add(reporter, runs);
    this.receivedTotal += fresh;
    // Between instances: what one of them had again it tells by itself.
    this.total = plus(this.total, { ...noTally, redelivered, duplicated });
  }
}

/** What was counted of deliveries. */
interface Tally {
  readonly redelivered: number;
  readonly duplicated: number;
  readonly latency: readonly number[];
  readonly latencySum: number;
}
const noTally: Tally = {
  redelivered: 0,
  duplicated: 0,
  latency: latencyBoundsMs.map(() => 0).concat(0),
  latencySum: 0,
};

function plus(left: Tally, right: Tally, sign = 1): Tally {
  return {
    redelivered: left.redelivered + sign * right.redelivered,
    duplicated: left.duplicated + sign * right.duplicated,
    latency: left.latency.map((count, index) => count + sign * (right.latency[index] ?? 0)),
    latencySum: left.latencySum + sign * right.latencySum,
  };
}
const minus = (left: Tally, right: Tally): Tally => plus(left, right, -1);

function addRuns(sets: Map<number, NumberSet>, partition: number, runs: readonly (readonly [number, number])[]): void {
  let set = sets.get(partition);
  if (set === undefined) sets.set(partition, (set = new NumberSet()));
  for (const [first, last] of runs) set.add(first, last);
}
