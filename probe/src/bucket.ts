import {
  latencyBoundsMs,
  type Consumed,
  type ConsumedPartition,
  type ProducedPartition,
  type RecordRun,
  type Run,
  type Source,
} from './beacon.ts';
import { NumberSet } from './number-set.ts';

export type Fate = 'acked' | 'rejected' | 'unknown' | 'aborted';
const fates: readonly Fate[] = ['acked', 'rejected', 'unknown', 'aborted'];

interface ProducedEntry extends Record<Fate, NumberSet> {
  /** Offsets of what was acknowledged: Infinity and -Infinity while nothing was. */
  lowest: number;
  highest: number;
}

interface ConsumedEntry {
  readonly handled: NumberSet;
  readonly skipped: NumberSet;
  readonly sources: Map<string, SourceEntry>;
  partial: string | undefined;
}

interface SourceEntry {
  readonly seen: NumberSet;
  readonly runs: RecordRun[];
  readonly copies: RecordRun[];
  redelivered: number;
  /** Above `mostRuns` of these their places are not told. */
  duplicated: number;
  /** Counts by latencyBoundsMs and one more, and their sum in milliseconds. */
  readonly latency: number[];
  latencySum: number;
}

/** A run is cut where a number is left out or comes late; so many of a kind are remembered of a bucket's partition. */
const mostRuns = 2_000;
export const tooMany = 'too many interruptions to remember';

/** What one instance did in a topic with the records that were handed over within one bucket of time. */
export class Bucket {
  /** Milliseconds since 1970. */
  readonly start: number;
  /** How often its content has changed. */
  change = 0;
  /** Flushes since it changed. */
  flushes = 0;
  /** Its `change` in the newest beacon of it, and in the newest that arrived; 0 where there was none. */
  made = 0;
  told = 0;
  readonly #produced = new Map<number, ProducedEntry>();
  /** By group, by partition. */
  readonly #consumed = new Map<string, Map<number, ConsumedEntry>>();

  constructor(start: number) {
    this.start = start;
  }

  /** @returns false where there are too many interruptions to tell of all. */
  sent(partition: number, sequence: number, fate: Fate, offset = NaN): boolean {
    const entry = this.#producedOf(partition);
    entry[fate].add(sequence);
    if (fate === 'acked' && !Number.isNaN(offset)) {
      entry.lowest = Math.min(entry.lowest, offset);
      entry.highest = Math.max(entry.highest, offset);
    }
    this.#changed();
    return entry[fate].runs.length <= mostRuns;
  }

  /** A record was worked through, and what lies before it since `from`. */
  handled(
    group: string,
    partition: number,
    { name, sequence }: Source,
    offsets: { readonly from: number; readonly at: number },
    latencyMs: number,
  ): void {
    const entry = this.#consumedOf(group, partition);
    const wasThere = entry.handled.has(offsets.at);
    entry.handled.add(Math.min(offsets.from, offsets.at), offsets.at);
    const own = sourceOf(entry, name);
    if (own.seen.has(sequence)) {
      if (wasThere) own.redelivered++;
      else if (!extend(own.copies, sequence, offsets.at, isNext)) own.duplicated++;
    } else {
      own.seen.add(sequence);
      if (!extend(own.runs, sequence, offsets.at, isBehind)) entry.partial ??= tooMany;
      const level = latencyBoundsMs.findIndex((bound) => latencyMs <= bound);
      const at = level < 0 ? latencyBoundsMs.length : level;
      own.latency[at] = (own.latency[at] ?? 0) + 1;
      own.latencySum += Math.max(latencyMs, 0);
    }
    this.#changed();
  }

  /** Offsets without a record of a probe: worked through, or passed over by the application. */
  offsets(kind: 'handled' | 'skipped', group: string, partition: number, first: number, last: number): void {
    this.#consumedOf(group, partition)[kind].add(first, last);
    this.#changed();
  }

  /** Some of what was told of a partition as handled may not have been. */
  partial(group: string, partition: number, reason: string): void {
    this.#consumedOf(group, partition).partial ??= reason;
    this.#changed();
  }

  /** Tells from now on what a newer one would have told, of which no beacon has arrived. */
  take(newer: Bucket): void {
    for (const [partition, theirs] of newer.#produced) {
      const own = this.#producedOf(partition);
      for (const fate of fates) own[fate].addAll(theirs[fate]);
      own.lowest = Math.min(own.lowest, theirs.lowest);
      own.highest = Math.max(own.highest, theirs.highest);
    }
    for (const [group, partitions] of newer.#consumed) {
      for (const [partition, theirs] of partitions) join(this.#consumedOf(group, partition), theirs);
    }
    this.#changed();
  }

  /** By partition number. */
  get produced(): Record<string, ProducedPartition> {
    return Object.fromEntries(Array.from(this.#produced, ([partition, entry]) => [partition, tellProduced(entry)]));
  }

  get consumed(): Consumed[] {
    return Array.from(this.#consumed, ([group, partitions]) => ({
      group,
      partitions: Object.fromEntries(Array.from(partitions, ([partition, entry]) => [partition, tellConsumed(entry)])),
    }));
  }

  #changed(): void {
    this.change++;
    this.flushes = 0;
  }

  #producedOf(partition: number): ProducedEntry {
    let entry = this.#produced.get(partition);
    if (entry === undefined) {
      const set = () => new NumberSet();
      entry = { acked: set(), rejected: set(), unknown: set(), aborted: set(), lowest: Infinity, highest: -Infinity };
      this.#produced.set(partition, entry);
    }
    return entry;
  }

  #consumedOf(group: string, partition: number): ConsumedEntry {
    const ofGroup = this.#consumed.get(group) ?? new Map<number, ConsumedEntry>();
    this.#consumed.set(group, ofGroup);
    let entry = ofGroup.get(partition);
    if (entry === undefined) {
      entry = { handled: new NumberSet(), skipped: new NumberSet(), sources: new Map(), partial: undefined };
      ofGroup.set(partition, entry);
    }
    return entry;
  }
}

function sourceOf({ sources }: ConsumedEntry, name: string): SourceEntry {
  let own = sources.get(name);
  if (own === undefined) {
    const latency = Array.from({ length: latencyBoundsMs.length + 1 }, () => 0);
    own = { seen: new NumberSet(), runs: [], copies: [], redelivered: 0, duplicated: 0, latency, latencySum: 0 };
    sources.set(name, own);
  }
  return own;
}

const isBehind = (offset: number, last: number): boolean => offset > last;
const isNext = (offset: number, last: number): boolean => offset === last + 1;

/** @returns false where there are too many runs already. */
function extend(runs: RecordRun[], sequence: number, offset: number, isOn: typeof isNext): boolean {
  const run = runs.at(-1);
  if (run !== undefined && run[1] + 1 === sequence && isOn(offset, run[3])) {
    [run[1], run[3]] = [sequence, offset];
    return true;
  }
  if (runs.length >= mostRuns) return false;
  runs.push([sequence, sequence, offset, offset]);
  return true;
}

function join(own: ConsumedEntry, newer: ConsumedEntry): void {
  own.handled.addAll(newer.handled);
  own.skipped.addAll(newer.skipped);
  own.partial ??= newer.partial;
  for (const [name, theirs] of newer.sources) {
    const mine = sourceOf(own, name);
    mine.runs.push(...theirs.runs);
    if (mine.runs.length > mostRuns) own.partial ??= tooMany;
    mine.runs.splice(mostRuns);
    mine.copies.push(...theirs.copies);
    for (const [first, last] of mine.copies.splice(mostRuns)) mine.duplicated += last - first + 1;
    mine.seen.addAll(theirs.seen);
    mine.redelivered += theirs.redelivered;
    mine.duplicated += theirs.duplicated;
    for (const [level, count] of theirs.latency.entries()) mine.latency[level] = (mine.latency[level] ?? 0) + count;
    mine.latencySum += theirs.latencySum;
  }
}

function tellProduced(entry: ProducedEntry): ProducedPartition {
  const others = fates.flatMap((fate) =>
    fate === 'acked' || entry[fate].size === 0 ? [] : [[fate, entry[fate].toRuns()]],
  );
  const { lowest, highest } = entry;
  return {
    acked: entry.acked.toRuns(),
    ...(Object.fromEntries(others) as Partial<ProducedPartition>),
    ...(lowest <= highest && { lowest, highest }),
  };
}

/** What is left out counts as not told. */
function told(offsets: NumberSet): Run[] {
  return offsets.toRuns().slice(0, mostRuns);
}

function tellConsumed({ handled, skipped, sources, partial }: ConsumedEntry): ConsumedPartition {
  return {
    handled: told(handled),
    ...(skipped.size > 0 && { skipped: told(skipped) }),
    sources: Object.fromEntries(
      Array.from(sources, ([name, { runs, copies, redelivered, duplicated, latency, latencySum }]) => [
        name,
        {
          runs: runs.map((run): RecordRun => [...run]),
          ...(copies.length > 0 && { copies: copies.map((run): RecordRun => [...run]) }),
          ...(redelivered > 0 && { redelivered }),
          ...(duplicated > 0 && { duplicated }),
          latency: latency.slice(0, latency.findLastIndex((count) => count > 0) + 1),
          latencySum,
        },
      ]),
    ),
    ...(partial !== undefined && { partial }),
  };
}
