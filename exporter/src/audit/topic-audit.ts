import { sourceName, type Beacon } from '../../../probe/src/beacon.ts';
import { NumberSet } from '../../../probe/src/number-set.ts';
import type { AuditedBucket, DeliveredBucket } from './audit-state.ts';
import { forgottenMs, GroupAudit, keptMs, lateOf, nothing, sum, type Sent } from './group-audit.ts';
import type { Found } from './received.ts';

/** What one source sent to a partition within a bucket. */
interface Acked extends Sent {
  /** What brokers acknowledged, and of what they did not answer to, what a group received: it was written, too. */
  readonly acked: NumberSet;
  /** No broker answered, and no group has received them so far. */
  readonly unknown: NumberSet;
  readonly rejected: NumberSet;
  readonly lowest: number;
  readonly highest: number;
}

type Told = Pick<Acked, 'acked' | 'unknown' | 'rejected'>;

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
  /** Of producers with different buckets the latest. */
  endMs: number;
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

/** Where a group's commit stands in a partition; undefined where it has none, or it is not known. */
export type Committed = (group: string, partition: number) => number | undefined;

export interface EvaluateOptions {
  readonly tickMs: number;
  readonly wallMs: number;
  readonly committed: Committed;
  /** After so long those who do not tell are given up: what they did is suspected, never counted. */
  readonly deadlineMs: number;
}

/** The audit of one topic: what was acknowledged, and what each group that reports received of it. */
export class TopicAudit {
  readonly #reporters = new Map<string, Reporter>();
  readonly #buckets = new Map<number, Bucket>();
  readonly groups = new Map<string, GroupAudit>();
  /** What each source told of each partition, whatever buckets it told it in. */
  readonly #told = new Map<string, Told>();
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
      audit.add(beacon, name, partitions, tickMs);
      this.#retell(beacon);
    }
  }

  /** Closes what can be closed. */
  evaluate(options: EvaluateOptions): void {
    for (const bucket of this.#buckets.values()) {
      this.#resolve(bucket);
      const open = [...this.groups].filter(([group]) => bucket.closed.get(group)?.suspected !== 0);
      if (open.length === 0 || !this.#isKnown(bucket, options)) continue;
      const acknowledged = this.#toldInFull(bucket).filter(({ highest }) => highest >= 0);
      for (const [group, audit] of open) {
        const closed = closeFor(acknowledged, bucket.waiting, group, audit, options);
        if (closed === undefined) continue;
        // Of what is suspected a consumer that comes back may tell.
        const before = bucket.closed.get(group);
        if (before?.suspected !== closed.suspected || before.missing !== closed.missing) bucket.told = undefined;
        bucket.closed.set(group, { ...closed, atMs: before?.atMs ?? closed.atMs });
        const more = closed.missing - (bucket.counted.get(group) ?? 0);
        if (more <= 0) continue;
        bucket.counted.set(group, closed.missing);
        audit.missingTotal += more;
        audit.lastMissingMs = options.wallMs;
      }
    }
    this.#forget(options);
  }

  /**
   * Records that no broker answered to and no group has received, of the buckets that every group closed since a moment:
   * most likely they were never written.
   */
  unanswered(sinceMs: number): number {
    return sum(this.#buckets.values(), (bucket) =>
      this.#isClosed(bucket) && [...bucket.closed.values()].some(({ atMs }) => atMs > sinceMs)
        ? sum(this.#toldInFull(bucket), ({ unknown }) => unknown.size)
        : 0,
    );
  }

  /** Oldest first. */
  get buckets(): readonly Bucket[] {
    return [...this.#buckets.values()].sort((left, right) => left.start - right.start);
  }

  /**
   * What is known of a bucket. One that is closed for all is told again as it was until something changes.
   * @param lateMs What took longer is late.
   */
  tell(bucket: Bucket, lateMs: number): AuditedBucket {
    if (bucket.told !== undefined && this.#isClosed(bucket)) return bucket.told;
    const parts = [...bucket.acked.values()].flat();
    const acknowledged = sum(parts, ({ acked }) => acked.size);
    const groups = [...this.groups].map(([group, own]): [string, DeliveredBucket] => {
      const tally = own.tallyOf(bucket);
      return [
        group,
        {
          received: acknowledged - sum(parts, (part) => own.lacking(part)),
          missing: bucket.closed.get(group)?.missing ?? null,
          duplicated: tally.duplicated,
          redelivered: tally.redelivered,
          late: lateOf(tally, lateMs),
        },
      ];
    });
    return (bucket.told = {
      startMs: bucket.start,
      endMs: bucket.endMs,
      acknowledged,
      groups: new Map(groups),
    });
  }

  /** Something was handled of a consumer's bucket. */
  #retell({ bucket: startMs, bucketMs }: Beacon): void {
    const own = this.#buckets.get(startMs);
    const endMs = startMs + bucketMs;
    if (own?.endMs === endMs) own.told = undefined;
    else
      for (const bucket of this.#buckets.values())
        if (bucket.start < endMs && bucket.endMs > startMs) bucket.told = undefined;
  }

  /** A record that no broker answered to, and that a group received, was written: then every group should have it. */
  #resolve(bucket: Bucket): void {
    for (const [source, parts] of bucket.acked) {
      if (!parts.some(({ unknown }) => unknown.size > 0)) continue;
      const resolved = parts.map((part) =>
        [...this.groups.values()].reduce(
          (known, audit) => (known.unknown.size === 0 ? known : withFound(known, audit.found(known, known.unknown))),
          // Another bucket told since that it was acknowledged.
          { ...part, unknown: part.unknown.without(this.#toldOf(source, part.partition).acked) },
        ),
      );
      this.#replace(bucket, source, resolved);
    }
  }

  #replace(bucket: Bucket, source: string, now: readonly Acked[]): void {
    const before = bucket.acked.get(source) ?? [];
    const more = sum(now, ({ acked }) => acked.size) - sum(before, ({ acked }) => acked.size);
    bucket.acked.set(source, now);
    for (const part of now) {
      const told = this.#toldOf(source, part.partition);
      for (const fate of ['acked', 'unknown', 'rejected'] as const) told[fate].addAll(part[fate]);
    }
    this.acknowledgedTotal += more;
    if (more === 0) return;
    // Of what was not told before nobody could wait.
    bucket.closed.clear();
    bucket.told = undefined;
  }

  /** For every group that is known by now. */
  #isClosed({ closed }: Bucket): boolean {
    return closed.size > 0 && closed.size === this.groups.size;
  }

  /** What was sent in a bucket by those who know all that they sent. */
  #toldInFull({ acked }: Bucket): readonly Acked[] {
    return [...acked].flatMap(([source, parts]) => (this.#reporters.get(source)?.isPartial === true ? [] : parts));
  }

  #forget(options: EvaluateOptions): void {
    const { tickMs, wallMs } = options;
    for (const [start, { endMs }] of this.#buckets) if (wallMs - endMs >= keptMs) this.#buckets.delete(start);
    for (const [name, reporter] of this.#reporters) {
      if (tickMs - reporter.heardTick > keptMs) {
        this.#reporters.delete(name);
        for (const key of this.#told.keys()) if (key.endsWith(` ${name}`)) this.#told.delete(key);
      }
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

  #toldOf(source: string, partition: number): Told {
    const key = `${partition} ${source}`;
    const told = this.#told.get(key) ?? { acked: new NumberSet(), unknown: new NumberSet(), rejected: new NumberSet() };
    this.#told.set(key, told);
    return told;
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
    bucket.endMs = Math.max(bucket.endMs, start + bucketMs);
    const before = bucket.acked.get(source) ?? [];
    const now = Object.entries(produced.partitions).map(([key, told]): Acked => {
      const partition = Number(key);
      const earlier = before.find((one) => one.partition === partition);
      // A probe that nobody heard for long tells several buckets as one: a record counts where it was first told of.
      const known = this.#toldOf(source, partition);
      const own = (fate: keyof Told): NumberSet =>
        new NumberSet(told[fate]).without(earlier === undefined ? known[fate] : known[fate].without(earlier[fate]));
      const part: Acked = {
        partition,
        source,
        acked: own('acked'),
        unknown: own('unknown').without(known.acked),
        rejected: own('rejected'),
        lowest: told.lowest ?? Infinity,
        highest: told.highest ?? -Infinity,
      };
      return earlier === undefined ? part : withFound(part, { ...earlier, sequences: earlier.acked });
    });
    this.#replace(bucket, source, now);
    const rejected = sum(now, (one) => one.rejected.size) - sum(before, (one) => one.rejected.size);
    this.rejectedTotal += rejected;
    if (rejected > 0) this.lastRejectedMs = at;
  }
}

function withFound(part: Acked, { sequences, lowest, highest }: Found): Acked {
  if (sequences.size === 0) return part;
  const acked = new NumberSet(part.acked.runs);
  acked.addAll(sequences);
  return {
    ...part,
    acked,
    unknown: part.unknown.without(sequences),
    lowest: Math.min(part.lowest, lowest),
    highest: Math.max(part.highest, highest),
  };
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
