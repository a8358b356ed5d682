import { bucketOf, sourceName, type Beacon, type Source } from './beacon.ts';
import { Bucket, tooMany, type Fate } from './bucket.ts';

export interface LedgerOptions {
  readonly service: string;
  readonly instance: string;
  readonly bucketMs: number;
  /** Milliseconds since 1970. */
  readonly now: () => number;
}

interface TopicLedger {
  readonly buckets: Map<number, Bucket>;
  /** Hand-over times of sends that are not settled. */
  readonly pending: Set<{ readonly atMs: number }>;
  partial: string | undefined;
  produces: boolean;
  /** Of its clients here, those that may lose or repeat records. */
  readonly settings: Record<string, string | number | boolean>;
  /** Of what was handed over before, a bucket that is not here is told of no more. */
  floor: number;
}

/** So many buckets of a topic are remembered at least, and longer until they were sent often enough. */
const remembered = 15;
/** For so many flushes after a change every beacon of the topic says that there is one. */
const indexed = 64;
/** While no beacon arrives so many buckets of a topic at most wait to be told; then the oldest are told as one. */
export const mostUntold = 60;
/** Exporters take beacons of the last day, and of a clock that is ahead by ten minutes. */
const usefulMs = 86_400_000;
/** What is further from now than this is told in the present bucket, and no longer time is told as one. */
const [mostBehindMs, mostAheadMs] = [usefulMs / 2, 300_000];
/** After a change a beacon is sent at these flushes: one may get lost. */
const isRepeated = (flushes: number): boolean => flushes < 512 && (flushes & (flushes - 1)) === 0;

/** What one instance did, by topic and bucket; makes beacons of it. */
export class Ledger {
  readonly source: string;
  readonly #options: LedgerOptions;
  readonly #epoch: number;
  readonly #topics = new Map<string, TopicLedger>();
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

  /** Notes a setting of a client of this topic that may lose or repeat records. */
  setting(topic: string, name: string, value: string | number | boolean): void {
    this.#topic(topic).settings[name] = value;
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
    if (!this.#bucket(topic, sentMs).sent(partition, sequence, fate, offset)) this.partial(topic, tooMany);
  }

  /** A record was worked through, and what lies before it since `from`. */
  handled(group: string, topic: string, partition: number, source: Source, from: number, offset: number): void {
    const latencyMs = this.#options.now() - source.sentMs;
    this.#bucket(topic, source.sentMs).handled(group, partition, source, { from, at: offset }, latencyMs);
  }

  /** Offsets behind the newest record of a bucket were passed: markers, or what holds no record any more. */
  passed(group: string, topic: string, partition: number, sentMs: number, from: number, to: number): void {
    this.#bucket(topic, sentMs).offsets('handled', group, partition, from, to);
  }

  /** What a client passed over behind a handler that had ended well: whether that had handled it nobody knows. */
  leftOver(group: string, topic: string, partition: number, sentMs: number, from: number, to: number): void {
    const bucket = this.#bucket(topic, sentMs);
    bucket.offsets('handled', group, partition, from, to);
    bucket.partial(group, partition, 'a handler resolved some records of a batch, and left the rest to its client');
  }

  /** The application went on elsewhere by itself. */
  skipped(group: string, topic: string, partition: number, from: number, to: number): void {
    this.#bucket(topic, this.#options.now()).offsets('skipped', group, partition, from, to);
  }

  /** What there is to say now, or all that is known: of every topic at least one beacon, so that it is known to live. */
  beacons({ all = false, isFinal = false } = {}): Beacon[] {
    return [...this.#topics].flatMap(([topic, ledger]) => {
      const nowBucket = this.#bucket(topic, this.#options.now());
      const due = [...ledger.buckets.values()].filter(
        (bucket) => bucket === nowBucket || all || (bucket.change > 0 && isRepeated(bucket.flushes)),
      );
      for (const bucket of ledger.buckets.values()) bucket.flushes++;
      for (const bucket of due) bucket.made = bucket.change;
      const made = due.map((bucket) => this.#beacon(topic, ledger, bucket, isFinal));
      this.#forget(ledger, nowBucket.start);
      return made;
    });
  }

  /** Whether the newest beacons arrived. Those that did not are made anew, and nothing of them is forgotten. */
  settle(haveArrived: boolean): void {
    for (const ledger of this.#topics.values()) {
      for (const bucket of ledger.buckets.values()) {
        if (haveArrived) bucket.told = bucket.made;
        else if (bucket.change > bucket.told) bucket.flushes = 0;
      }
      if (!haveArrived) this.#mergeOldest(ledger);
    }
  }

  #beacon(topic: string, ledger: TopicLedger, bucket: Bucket, isFinal: boolean): Beacon {
    const { service, instance, bucketMs, now } = this.#options;
    const at = now();
    const { consumed } = bucket;
    const index = [...ledger.buckets.values()].filter(({ change, flushes }) => change > 0 && flushes <= indexed);
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
          partitions: bucket.produced,
        },
      }),
      ...(consumed.length > 0 && { consumed }),
      ...(Object.keys(ledger.settings).length > 0 && { settings: { ...ledger.settings } }),
    };
  }

  #topic(name: string): TopicLedger {
    let ledger = this.#topics.get(name);
    if (ledger === undefined) {
      ledger = {
        buckets: new Map(),
        pending: new Set(),
        partial: undefined,
        produces: false,
        settings: {},
        floor: -Infinity,
      };
      this.#topics.set(name, ledger);
    }
    return ledger;
  }

  /** What is compared are numbers: a record whose own bucket is told of no more may be told in any other. */
  #bucket(topic: string, sentMs: number): Bucket {
    const { bucketMs, now } = this.#options;
    const { buckets, floor } = this.#topic(topic);
    const own = bucketOf(sentMs, bucketMs);
    const known = buckets.get(own);
    if (known !== undefined) return known;
    const nowMs = now();
    const isTaken = own >= floor && own > nowMs - mostBehindMs && own < nowMs + mostAheadMs;
    const start = isTaken ? own : bucketOf(nowMs, bucketMs);
    const bucket = buckets.get(start) ?? new Bucket(start);
    buckets.set(start, bucket);
    return bucket;
  }

  /** Lets go of what has been sent often enough, and of what nobody takes any more. */
  #forget(ledger: TopicLedger, nowMs: number): void {
    const beforeMs = nowMs - remembered * this.#options.bucketMs;
    for (const bucket of ledger.buckets.values()) {
      const isSent = bucket.start < beforeMs && bucket.flushes >= 512;
      if (isSent || bucket.start < nowMs - usefulMs) this.#delete(ledger, bucket);
    }
  }

  #mergeOldest(ledger: TopicLedger): void {
    const untold = [...ledger.buckets.values()].filter(({ told }) => told === 0);
    untold.sort((left, right) => left.start - right.start);
    // The older one takes the newer, so that its beacons keep their key.
    for (let into = 0; untold.length > mostUntold && into + 1 < untold.length;) {
      const [older, newer] = untold.slice(into, into + 2);
      if (older === undefined || newer === undefined || newer.start - older.start > mostBehindMs) {
        into++;
        continue;
      }
      if (newer.change > 0) older.take(newer);
      this.#delete(ledger, newer);
      untold.splice(into + 1, 1);
    }
  }

  #delete(ledger: TopicLedger, { start, change }: Bucket): void {
    ledger.buckets.delete(start);
    if (change > 0) ledger.floor = Math.max(ledger.floor, start + this.#options.bucketMs);
  }
}
