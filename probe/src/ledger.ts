import {
  bucketOf,
  latencyBoundsMs,
  sourceName,
  type Beacon,
  type Consumed,
  type ConsumedPartition,
  type ProducedPartition,
  type Source,
} from './beacon.ts';
import { NumberSet } from './number-set.ts';

export interface LedgerOptions {
  readonly service: string;
  readonly instance: string;
  readonly bucketMs: number;
  /** Milliseconds since 1970. */
  readonly now: () => number;
}

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
  readonly runs: [number, number, number, number][];
  redelivered: number;
  duplicated: number;
  readonly latency: number[];
  latencySum: number;
}

interface Bucket {
  readonly start: number;
  readonly produced: Map<number, ProducedEntry>;
  /** By group, by partition. */
  readonly consumed: Map<string, Map<number, ConsumedEntry>>;
  change: number;
  /** Flushes since it changed. */
  flushes: number;
}

interface TopicLedger {
  readonly buckets: Map<number, Bucket>;
  /** Hand-over times of sends that are not settled. */
  readonly pending: Set<{ readonly atMs: number }>;
  partial: string | undefined;
  produces: boolean;
}

/** A run of records is cut where others come between; a bucket of a partition remembers so many runs of a source. */
const mostRuns = 2_000;
/** So many buckets of a topic are remembered at least, and longer until they were sent often enough. */
const remembered = 15;
/** After a change a beacon is sent at these flushes: one may get lost. */
const isRepeated = (flushes: number): boolean => flushes < 512 && (flushes & (flushes - 1)) === 0;

/** What one instance did, by topic and bucket; makes beacons of it. */
export class Ledger {
  readonly source: string;
  readonly #options: LedgerOptions;
  readonly #epoch: number;
  readonly #topics = new Map<string, TopicLedger>();
  readonly #settings: Record<string, string | number | boolean> = {};
  readonly #nextSequence = new Map<string, number>();
  #made = 0;

  constructor(options: LedgerOptions) {
    this.#options = options;
    this.#epoch = options.now();
    this.source = sourceName(options.instance, this.#epoch);
  }

  get now(): number {
    return this.#options.now();
  }

  /** The number of the next record of this source in a partition, whichever of its producers sends it. */
  takeSequence(topic: string, partition: number): number {
    const key = `${partition} ${topic}`;
    const sequence = this.#nextSequence.get(key) ?? 0;
    this.#nextSequence.set(key, sequence + 1);
    return sequence;
  }

  /** Notes a setting that may lose or repeat records. */
  setting(name: string, value: string | number | boolean): void {
    this.#settings[name] = value;
  }

  /** A topic is written to, and some of that is not known. */
  partial(topic: string, reason: string): void {
    const ledger = this.#topic(topic);
    ledger.produces = true;
    ledger.partial = reason;
  }

  /** A send begins; call the answer when its fate is known, after telling it. */
  handedOver(topic: string, atMs: number): () => void {
    const ledger = this.#topic(topic);
    ledger.produces = true;
    const pending = { atMs };
    ledger.pending.add(pending);
    return () => void ledger.pending.delete(pending);
  }

  /** What became of a record that was sent. */
  sent(
    topic: string,
    partition: number,
    { sequence, sentMs }: Omit<Source, 'name'>,
    fate: Fate,
    offset?: number,
  ): void {
    const bucket = this.#bucket(topic, sentMs);
    let entry = bucket.produced.get(partition);
    if (entry === undefined) {
      const set = () => new NumberSet();
      entry = { acked: set(), rejected: set(), unknown: set(), aborted: set(), lowest: Infinity, highest: -Infinity };
      bucket.produced.set(partition, entry);
    }
    entry[fate].add(sequence);
    if (fate === 'acked' && offset !== undefined) {
      entry.lowest = Math.min(entry.lowest, offset);
      entry.highest = Math.max(entry.highest, offset);
    }
    touch(bucket);
  }

  /** A record was worked through, and what lies before it since `from`. */
  handled(group: string, topic: string, partition: number, source: Source, from: number, offset: number): void {
    const bucket = this.#bucket(topic, source.sentMs);
    const entry = consumedOf(bucket, group, partition);
    entry.handled.add(Math.min(from, offset), offset);
    let own = entry.sources.get(source.name);
    if (own === undefined) {
      const latency = Array.from({ length: latencyBoundsMs.length + 1 }, () => 0);
      own = { seen: new NumberSet(), runs: [], redelivered: 0, duplicated: 0, latency, latencySum: 0 };
      entry.sources.set(source.name, own);
    }
    if (own.seen.has(source.sequence)) {
      if (wasAt(own, source.sequence, offset)) own.redelivered++;
      else own.duplicated++;
    } else {
      own.seen.add(source.sequence);
      if (!extend(own, source.sequence, offset)) entry.partial = 'too many interruptions to remember';
      const latencyMs = this.#options.now() - source.sentMs;
      const level = latencyBoundsMs.findIndex((bound) => latencyMs <= bound);
      const at = level < 0 ? latencyBoundsMs.length : level;
      own.latency[at] = (own.latency[at] ?? 0) + 1;
      own.latencySum += Math.max(latencyMs, 0);
    }
    touch(bucket);
  }

  /** Offsets behind the newest record of a bucket were passed: markers, or what holds no record any more. */
  passed(group: string, topic: string, partition: number, sentMs: number, from: number, to: number): void {
    const bucket = this.#bucket(topic, sentMs);
    consumedOf(bucket, group, partition).handled.add(from, to);
    touch(bucket);
  }

  /** The application went on elsewhere by itself. */
  skipped(group: string, topic: string, partition: number, from: number, to: number): void {
    const bucket = this.#bucket(topic, this.#options.now());
    consumedOf(bucket, group, partition).skipped.add(from, to);
    touch(bucket);
  }

  /** What there is to say now, or all that is known: of every topic at least one beacon, so that it is known to live. */
  beacons({ all = false, isFinal = false } = {}): Beacon[] {
    return [...this.#topics].flatMap(([topic, ledger]) => {
      const nowBucket = this.#bucket(topic, this.#options.now());
      const due = [...ledger.buckets.values()].filter(
        (bucket) => bucket === nowBucket || all || (bucket.change > 0 && isRepeated(bucket.flushes)),
      );
      for (const bucket of ledger.buckets.values()) bucket.flushes++;
      const made = due.map((bucket) => this.#beacon(topic, ledger, bucket, isFinal));
      forget(ledger, nowBucket.start - remembered * this.#options.bucketMs);
      return made;
    });
  }

  #beacon(topic: string, ledger: TopicLedger, bucket: Bucket, isFinal: boolean): Beacon {
    const { service, instance, bucketMs, now } = this.#options;
    const at = now();
    const index = [...ledger.buckets.values()].filter(({ change }) => change > 0);
    return {
      v: 1,
      topic,
      bucket: bucket.start,
      bucketMs,
      service,
      instance,
      epoch: this.#epoch,
      n: ++this.#made,
      at,
      change: bucket.change,
      index: index.map(({ start, change }) => [start, change]),
      ...(isFinal && { final: true }),
      ...(ledger.produces && {
        produced: {
          through: Math.min(at, ...Array.from(ledger.pending, ({ atMs }) => atMs)),
          ...(ledger.partial !== undefined && { partial: ledger.partial }),
          partitions: Object.fromEntries(Array.from(bucket.produced, ([number, entry]) => [number, tell(entry)])),
        },
      }),
      ...(bucket.consumed.size > 0 && { consumed: Array.from(bucket.consumed, tellGroup) }),
      ...(Object.keys(this.#settings).length > 0 && { settings: { ...this.#settings } }),
    };
  }

  #topic(name: string): TopicLedger {
    let ledger = this.#topics.get(name);
    if (ledger === undefined) {
      ledger = { buckets: new Map(), pending: new Set(), partial: undefined, produces: false };
      this.#topics.set(name, ledger);
    }
    return ledger;
  }

  #bucket(topic: string, sentMs: number): Bucket {
    const { buckets } = this.#topic(topic);
    const start = bucketOf(sentMs, this.#options.bucketMs);
    let bucket = buckets.get(start);
    if (bucket === undefined) {
      bucket = { start, produced: new Map(), consumed: new Map(), change: 0, flushes: 0 };
      buckets.set(start, bucket);
    }
    return bucket;
  }
}

function touch(bucket: Bucket): void {
  bucket.change++;
  bucket.flushes = 0;
}

/** Lets go of what has been sent often enough. */
function forget({ buckets }: TopicLedger, beforeMs: number): void {
  for (const [start, { flushes }] of buckets) if (start < beforeMs && flushes >= 512) buckets.delete(start);
}

function consumedOf({ consumed }: Bucket, group: string, partition: number): ConsumedEntry {
  const ofGroup = consumed.get(group) ?? new Map<number, ConsumedEntry>();
  consumed.set(group, ofGroup);
  let entry = ofGroup.get(partition);
  if (entry === undefined) {
    entry = { handled: new NumberSet(), skipped: new NumberSet(), sources: new Map(), partial: undefined };
    ofGroup.set(partition, entry);
  }
  return entry;
}

function wasAt({ runs }: SourceEntry, sequence: number, offset: number): boolean {
  return runs.some(
    ([first, last, firstOffset]) => first <= sequence && sequence <= last && firstOffset + sequence - first === offset,
  );
}

function extend({ runs }: SourceEntry, sequence: number, offset: number): boolean {
  const run = runs.at(-1);
  if (run !== undefined && run[1] + 1 === sequence && run[3] + 1 === offset) {
    run[1] = sequence;
    run[3] = offset;
    return true;
  }
  if (runs.length >= mostRuns) return false;
  runs.push([sequence, sequence, offset, offset]);
  return true;
}

function tell(entry: ProducedEntry): ProducedPartition {
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

function tellGroup([group, partitions]: [string, Map<number, ConsumedEntry>]): Consumed {
  return {
    group,
    partitions: Object.fromEntries(
      Array.from(partitions, ([number, { handled, skipped, sources, partial }]): [number, ConsumedPartition] => [
        number,
        {
          handled: handled.toRuns(),
          ...(skipped.size > 0 && { skipped: skipped.toRuns() }),
          sources: Object.fromEntries(
            Array.from(sources, ([name, { runs, redelivered, duplicated, latency, latencySum }]) => [
              name,
              {
                runs: runs.map((run) => [...run]),
                ...(redelivered > 0 && { redelivered }),
                ...(duplicated > 0 && { duplicated }),
                latency: [...latency],
                latencySum,
              },
            ]),
          ),
          ...(partial !== undefined && { partial }),
        },
      ]),
    ),
  };
}
