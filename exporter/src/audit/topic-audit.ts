import { latencyBoundsMs, sourceName, type Beacon, type ConsumedPartition } from '../../../probe/src/beacon.ts';
import { NumberSet } from '../../../probe/src/number-set.ts';
import type { AuditedBucket } from './audit-state.ts';

/** What one source acknowledged in a partition within a bucket. */
interface Acked {
  readonly partition: number;
  readonly source: string;
  readonly acked: NumberSet;
  readonly rejected: number;
  readonly lowest: number;
  readonly highest: number;
}

/** A run of an application that reports on the topic. */
interface Reporter {
  readonly service: string;
  readonly instance: string;
  heardTick: number;
  n: number;
  isFinal: boolean;
  /** It produces: everything that it sent before is settled; undefined while it only consumes. */
  through: number | undefined;
  /** It does not know everything that it sent, or others cannot: what it acknowledged cannot be compared. */
  isPartial: boolean;
  /** Highest `change` of each bucket that it has spoken of, and that has arrived. */
  readonly spoken: Map<number, number>;
  readonly arrived: Map<number, number>;
  settings: Readonly<Record<string, string | number | boolean>>;
}

interface Bucket {
  readonly start: number;
  readonly endMs: number;
  /** By source. */
  readonly acked: Map<string, readonly Acked[]>;
  /** Groups for which it is closed. */
  readonly closed: Map<string, Closed>;
  /** What was counted when it was closed before a producer told more. */
  readonly counted: Map<string, number>;
  /** Since when a group has committed all of it, without having told of all; by group. */
  readonly waiting: Map<string, number>;
  /** What is told of it, while nothing changes; see `tell`. */
  told: AuditedBucket | undefined;
}

export interface Closed {
  /** Acknowledged and never received, as far as it is proved. */
  readonly missing: number;
  /** At most so many more may be missing: whoever handled them did not tell. */
  readonly suspected: number;
  /** Acknowledged records that could be compared at all. */
  readonly compared: number;
  readonly atMs: number;
}

/**
 * What was received of one source in a partition, whatever the buckets that consumers put it in: a source numbers its
 * records in a partition once and for all.
 */
class Received {
  heardTick = -Infinity;
  readonly sequences = new NumberSet();
  readonly #offsets = new NumberSet();
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
        const elsewhere = grown(this.#offsets, offset, offset + last - first);
        count.fresh += fresh;
        count.redelivered += last - first + 1 - elsewhere;
        count.duplicated += Math.max(elsewhere - fresh, 0);
      }
      told.add(firstSequence, lastSequence);
    }
    return count;
  }
}

function grown(set: NumberSet, first: number, last: number): number {
  const before = set.size;
  set.add(first, last);
  return set.size - before;
}

class GroupAudit {
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
  lacking({ partition, source, acked }: Acked): number {
    return acked.without(this.received.get(`${partition} ${source}`)?.sequences ?? nothing).size;
  }

  /** What is so old that it is not compared any more. The sums stay. */
  forget({ tickMs, wallMs }: EvaluateOptions): void {
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

/** Where a group's commit stands in a partition; undefined where it has none, or it is not known. */
export type Committed = (group: string, partition: number) => number | undefined;

export interface EvaluateOptions {
  readonly tickMs: number;
  readonly wallMs: number;
  readonly committed: Committed;
  /** After so long those who do not tell are given up: what they did is suspected, never counted. */
  readonly deadlineMs: number;
}

const nothing = new NumberSet();

/** A bucket is compared for a day at most: beacons are kept as long. */
const keptMs = 86_400_000;
/** Beacons of a bucket are refused that began longer ago than a day, so that one that is forgotten does not come again. */
const forgottenMs = 2 * keptMs;

/** The audit of one topic: what was acknowledged, and what each group that reports received of it. */
export class TopicAudit {
  readonly #reporters = new Map<string, Reporter>();
  readonly #buckets = new Map<number, Bucket>();
  readonly groups = new Map<string, GroupAudit>();
  acknowledgedTotal = 0;
  rejectedTotal = 0;
  /** Milliseconds since 1970. */
  lastRejectedMs: number | undefined;

  /** Takes what is new in a beacon; whatever came before in whatever order makes no difference. */
  add(beacon: Beacon, tickMs: number): void {
    const name = sourceName(beacon.instance, beacon.epoch);
    const reporter = this.#reporterOf(name, beacon);
    reporter.heardTick = tickMs;
    for (const [bucket, change] of [...beacon.index, [beacon.bucket, beacon.change] as const]) {
      reporter.spoken.set(bucket, Math.max(reporter.spoken.get(bucket) ?? 0, change));
    }
    if (beacon.n > reporter.n) {
      reporter.n = beacon.n;
      reporter.isFinal = beacon.final === true;
      reporter.through = beacon.produced?.through ?? reporter.through;
      reporter.isPartial = beacon.produced?.partial !== undefined;
      reporter.settings = beacon.settings ?? {};
    }
    if (beacon.change <= (reporter.arrived.get(beacon.bucket) ?? 0)) return;
    reporter.arrived.set(beacon.bucket, beacon.change);
    this.#addProduced(name, beacon);
    for (const { group, partitions } of beacon.consumed ?? []) {
      let audit = this.groups.get(group);
      if (audit === undefined) this.groups.set(group, (audit = new GroupAudit()));
      audit.add(beacon.bucket, name, partitions, tickMs);
    }
  }

  /** Closes what can be closed. */
  evaluate(options: EvaluateOptions): void {
    for (const bucket of this.#buckets.values()) {
      if (this.#isClosed(bucket) || !this.#isKnown(bucket, options)) continue;
      for (const [group, audit] of this.groups) {
        if (bucket.closed.has(group)) continue;
        const closed = closeFor(this.#comparable(bucket), bucket.waiting, group, audit, options);
        if (closed === undefined) continue;
        bucket.closed.set(group, closed);
        bucket.told = undefined;
        const more = closed.missing - (bucket.counted.get(group) ?? 0);
        if (more <= 0) continue;
        bucket.counted.set(group, closed.missing);
        audit.missingTotal += more;
        audit.lastMissingMs = options.wallMs;
      }
    }
    this.#forget(options);
  }

  /** Oldest first. */
  get buckets(): readonly Bucket[] {
    return [...this.#buckets.values()].sort((left, right) => left.start - right.start);
  }

  /** What is known of a bucket. One that is closed for all is told again as it was until something changes. */
  tell(bucket: Bucket): AuditedBucket {
    if (bucket.told !== undefined && this.#isClosed(bucket)) return bucket.told;
    const parts = [...bucket.acked.values()].flat();
    const acknowledged = sum(parts, ({ acked }) => acked.size);
    const groups = [...this.groups];
    return (bucket.told = {
      startMs: bucket.start,
      endMs: bucket.endMs,
      acknowledged,
      missing: Object.fromEntries(groups.map(([group]) => [group, bucket.closed.get(group)?.missing ?? null])),
      received: Object.fromEntries(
        groups.map(([group, own]) => [group, acknowledged - sum(parts, (part) => own.lacking(part))]),
      ),
    });
  }

  /** For every group that is known by now. */
  #isClosed({ closed }: Bucket): boolean {
    return closed.size > 0 && closed.size === this.groups.size;
  }

  /** What was acknowledged in a bucket by those who know all that they sent. */
  #comparable({ acked }: Bucket): readonly Acked[] {
    return [...acked].flatMap(([source, parts]) =>
      this.#reporters.get(source)?.isPartial === true ? [] : parts.filter(({ highest }) => highest >= 0),
    );
  }

  #forget(options: EvaluateOptions): void {
    const { tickMs, wallMs } = options;
    for (const [start, { endMs }] of this.#buckets) if (wallMs - endMs >= keptMs) this.#buckets.delete(start);
    for (const [name, reporter] of this.#reporters) {
      if (tickMs - reporter.heardTick > keptMs) this.#reporters.delete(name);
      for (const changes of [reporter.spoken, reporter.arrived]) {
        for (const start of changes.keys()) if (wallMs - start > forgottenMs) changes.delete(start);
      }
    }
    for (const audit of this.groups.values()) audit.forget(options);
  }

  get reporters(): readonly Reporter[] {
    return [...this.#reporters.values()];
  }

  /** Whether everything that was sent within a bucket is known, or is given up as its producer has fallen silent. */
  #isKnown(bucket: Bucket, { tickMs, deadlineMs }: EvaluateOptions): boolean {
    for (const reporter of this.#reporters.values()) {
      if (reporter.through === undefined) continue;
      const isSilent = tickMs - reporter.heardTick > deadlineMs;
      const hasAll = (reporter.arrived.get(bucket.start) ?? 0) >= (reporter.spoken.get(bucket.start) ?? 0);
      const isThrough = reporter.isFinal || reporter.through >= bucket.endMs;
      if (!(hasAll && isThrough) && !isSilent) return false;
    }
    return true;
  }

  #reporterOf(name: string, { service, instance }: Beacon): Reporter {
    let reporter = this.#reporters.get(name);
    if (reporter === undefined) {
      reporter = {
        service,
        instance,
        heardTick: -Infinity,
        n: 0,
        isFinal: false,
        through: undefined,
        isPartial: false,
        spoken: new Map(),
        arrived: new Map(),
        settings: {},
      };
      this.#reporters.set(name, reporter);
    }
    return reporter;
  }

  #addProduced(source: string, { bucket: start, bucketMs, at, produced }: Beacon): void {
    if (produced === undefined) return;
    let bucket = this.#buckets.get(start);
    if (bucket === undefined) {
      bucket = {
        start,
        endMs: start + bucketMs,
        acked: new Map(),
        closed: new Map(),
        counted: new Map(),
        waiting: new Map(),
        told: undefined,
      };
      this.#buckets.set(start, bucket);
    }
    const before = bucket.acked.get(source) ?? [];
    const now = Object.entries(produced.partitions).map(([partition, told]): Acked => ({
      partition: Number(partition),
      source,
      acked: new NumberSet(told.acked),
      rejected: new NumberSet(told.rejected).size,
      lowest: told.lowest ?? Infinity,
      highest: told.highest ?? -Infinity,
    }));
    bucket.acked.set(source, now);
    // Of a producer that was not heard before nobody could wait.
    bucket.closed.clear();
    bucket.told = undefined;
    this.acknowledgedTotal += sum(now, ({ acked }) => acked.size) - sum(before, ({ acked }) => acked.size);
    const rejected = sum(now, (one) => one.rejected) - sum(before, (one) => one.rejected);
    this.rejectedTotal += rejected;
    if (rejected > 0) this.lastRejectedMs = at;
  }
}

export function sum<T>(items: Iterable<T>, of: (item: T) => number): number {
  let total = 0;
  for (const item of items) total += of(item);
  return total;
}

function coverTogether(one: NumberSet, other: NumberSet | undefined, first: number, last: number): boolean {
  if (other?.touches(first, last) !== true) return false;
  const both = new NumberSet(one.runs);
  both.addAll(other);
  return both.covers(first, last);
}

/** undefined while it has to stay open: lag is never loss. */
function closeFor(
  parts: readonly Acked[],
  waiting: Map<string, number>,
  group: string,
  audit: GroupAudit,
  { tickMs, wallMs, committed, deadlineMs }: EvaluateOptions,
): Closed | undefined {
  if (parts.some(({ partition, highest }) => !((committed(group, partition) ?? -1) > highest))) {
    waiting.delete(group);
    return undefined;
  }
  let [missing, suspected, compared, isTold] = [0, 0, 0, true];
  for (const part of parts) {
    const { partition, lowest, highest, acked } = part;
    if (audit.untold.get(partition)?.touches(lowest, highest) === true) continue;
    const handled = audit.handled.get(partition) ?? nothing;
    const lacking = audit.lacking(part);
    if (handled.covers(lowest, highest)) {
      missing += lacking;
      compared += acked.size;
      continue;
    }
    // Passed over on purpose: nobody is to blame.
    if (coverTogether(handled, audit.skipped.get(partition), lowest, highest)) continue;
    isTold = false;
    // What lies before everything that was ever told is from before the group had a probe.
    if ((handled.first ?? Infinity) <= lowest) suspected += lacking;
  }
  if (!isTold) {
    const since = waiting.get(group) ?? tickMs;
    waiting.set(group, since);
    if (tickMs - since < deadlineMs) return undefined;
  }
  return { missing, suspected, compared, atMs: wallMs };
}
