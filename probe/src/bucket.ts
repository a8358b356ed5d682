import {
  latencyBoundsMs,
  type Consumed,
  type ConsumedPartition,
  type ProducedPartition,
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

type RecordRun = [firstSequence: number, lastSequence: number, firstOffset: number, lastOffset: number];

interface SourceEntry {
  readonly seen: NumberSet;
  readonly runs: RecordRun[];
  redelivered: number;
  duplicated: number;
  /** Counts by latencyBoundsMs and one more, and their sum in milliseconds. */
  readonly latency: number[];
  latencySum: number;
}

/** A run of records is cut where others come between; a bucket of a partition remembers so many runs of a source. */
const mostRuns = 2_000;
const tooMany = 'too many interruptions to remember';

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

  sent(partition: number, sequence: number, fate: Fate, offset = NaN): void {
    const entry = this.#producedOf(partition);
    entry[fate].add(sequence);
    if (fate === 'acked' && !Number.isNaN(offset)) {
      entry.lowest = Math.min(entry.lowest, offset);
      entry.highest = Math.max(entry.highest, offset);
    }
    this.#changed();
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
    entry.handled.add(Math.min(offsets.from, offsets.at), offsets.at);
    const own = sourceOf(entry, name);
    if (own.seen.has(sequence)) {
      if (wasAt(own, sequence, offsets.at)) own.redelivered++;
      else own.duplicated++;
    } else {
      own.seen.add(sequence);
      if (!extend(own, [sequence, sequence, offsets.at, offsets.at])) entry.partial = tooMany;
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
    own = { seen: new NumberSet(), runs: [], redelivered: 0, duplicated: 0, latency, latencySum: 0 };
    sources.set(name, own);
  }
  return own;
}

function wasAt({ runs }: SourceEntry, sequence: number, offset: number): boolean {
  return runs.some(
    ([first, last, firstOffset]) => first <= sequence && sequence <= last && firstOffset + sequence - first === offset,
  );
}

/** @returns false where there are too many runs already. */
function extend({ runs }: SourceEntry, more: RecordRun): boolean {
  const run = runs.at(-1);
  if (run !== undefined && run[1] + 1 === more[0] && run[3] + 1 === more[2]) {
    [, run[1], , run[3]] = more;
    return true;
  }
  if (runs.length >= mostRuns) return false;
  runs.push(more);
  return true;
}

function join(own: ConsumedEntry, newer: ConsumedEntry): void {
  own.handled.addAll(newer.handled);
  own.skipped.addAll(newer.skipped);
  own.partial ??= newer.partial;
  for (const [name, theirs] of newer.sources) {
    const mine = sourceOf(own, name);
    for (const run of theirs.runs) if (!extend(mine, [...run])) own.partial = tooMany;
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

function tellConsumed({ handled, skipped, sources, partial }: ConsumedEntry): ConsumedPartition {
  return {
    handled: handled.toRuns(),
    ...(skipped.size > 0 && { skipped: skipped.toRuns() }),
    sources: Object.fromEntries(
      Array.from(sources, ([name, { runs, redelivered, duplicated, latency, latencySum }]) => [
        name,
        {
          runs: runs.map((run): RecordRun => [...run]),
          ...(redelivered > 0 && { redelivered }),
          ...(duplicated > 0 && { duplicated }),
          latency: [...latency],
          latencySum,
        },
      ]),
    ),
    ...(partial !== undefined && { partial }),
  };
}
