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
  readonly aborted: NumberSet;
  readonly lowest: number;
  readonly highest: number;
}

const fates = ['acked', 'unknown', 'rejected', 'aborted'] as const;
type Told = Pick<Acked, (typeof fates)[number]>;

/** When a beacon was heard: by the clock of evaluations, and in milliseconds since 1970. */
export interface Heard {
  readonly tickMs: number;
  readonly wallMs: number;
}

/** A run of an application that reports on the topic. */
interface Reporter {
  readonly service: string;
  readonly instance: string;
  heardTick: number;
  n: number;
  isFinal: boolean;
  newest: Pick<Beacon, 'bucket' | 'bucketMs'>;
  /** It produces: everything that it sent before is settled; undefined while it only consumes. */
  through: number | undefined;
  /** It does not know everything that it sent, or others cannot: what it acknowledged cannot be compared. */
  partial: string | undefined;
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
  /** When its producers last told of it, milliseconds since 1970. */
  heardMs: number;
  /** It was seen open. */
  wasOpen: boolean;
}

export interface Closed {
  /** Acknowledged and never received, as far as it is proved. */
  readonly missing: number;
  /** Whether whoever handled them told of each: otherwise more may be missing, or nothing is known. */
  readonly isWhole: boolean;
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
  /** undefined where nothing can be concluded of commits, and nothing closes: a topic that is compacted, or gone. */
  readonly committed: Committed | undefined;
  /** After so long those who do not tell are given up: what they did is suspected, never counted. */
  readonly deadlineMs: number;
}

type CloseOptions = EvaluateOptions & { readonly committed: Committed };

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
  #identity: string | undefined;
  /** Buckets that began before are of an earlier topic of this name, milliseconds since 1970. */
  #bornMs = -Infinity;

  /** Takes what is new in a beacon; whatever came before in whatever order makes no difference. */
  add(beacon: Beacon, heard: Heard): void {
    const name = sourceName(beacon.instance, beacon.epoch);
    const reporter = this.#reporterOf(name, beacon);
    reporter.heardTick = Math.max(reporter.heardTick, heard.tickMs);
    for (const [bucket, change] of [...beacon.index, [beacon.bucket, beacon.change] as const]) {
      reporter.spoken.set(bucket, Math.max(reporter.spoken.get(bucket) ?? 0, change));
    }
    if (beacon.n > reporter.n) {
      reporter.n = beacon.n;
      reporter.isFinal = beacon.final === true;
      reporter.newest = { bucket: beacon.bucket, bucketMs: beacon.bucketMs };
      reporter.through = beacon.produced?.through ?? reporter.through;
      reporter.partial = beacon.produced?.partial;
      reporter.settings = beacon.settings ?? {};
    }
    if (beacon.change <= (reporter.arrived.get(beacon.bucket) ?? 0)) return;
    reporter.arrived.set(beacon.bucket, beacon.change);
    // Its offsets are of a topic that was deleted, or cannot be told from them.
    if (beacon.bucket < this.#bornMs) return;
    this.#addProduced(name, beacon, heard);
    for (const { group, partitions } of beacon.consumed ?? []) {
      let audit = this.groups.get(group);
      if (audit === undefined) this.groups.set(group, (audit = new GroupAudit()));
      audit.add(beacon, name, partitions, heard.tickMs);
      this.#retell(beacon);
    }
  }

  /** A topic that was made anew has another identity under its name: what began before cannot be compared. */
  isOf(identity: string, wallMs: number): void {
    const before = this.#identity;
    this.#identity = identity;
    if (before === undefined || before === identity) return;
    this.#bornMs = wallMs;
    this.#buckets.clear();
    for (const group of this.groups.values()) group.beginAgain();
  }

  /** Closes what can be closed. */
  evaluate(options: EvaluateOptions): void {
    if (options.committed !== undefined) this.#close({ ...options, committed: options.committed });
    this.#forget(options);
  }

  #close(options: CloseOptions): void {
    this.#giveUp(options);
    for (const bucket of this.#buckets.values()) {
      this.#resolve(bucket);
      const open = [...this.groups].filter(([group]) => bucket.closed.get(group)?.suspected !== 0);
      if (open.length === 0) continue;
      // What is read again after a restart closed before it, as soon as its producers had told of it.
      const atMs = bucket.wasOpen ? options.wallMs : Math.min(options.wallMs, bucket.heardMs);
      bucket.wasOpen = true;
      if (!this.#isKnown(bucket, options)) continue;
      const inFull = this.#toldInFull(bucket);
      const acknowledged = inFull.filter(({ highest }) => highest >= 0);
      for (const [group, audit] of open) {
        const judged = closeFor(acknowledged, bucket.waiting, group, audit, options);
        if (judged === undefined) continue;
        const isWhole = judged.isWhole && inFull.length === sum(bucket.acked.values(), (parts) => parts.length);
        const closed = { ...judged, isWhole };
        // Of what is suspected a consumer that comes back may tell.
        const before = bucket.closed.get(group);
        if (before?.suspected !== closed.suspected || before.missing !== closed.missing) bucket.told = undefined;
        bucket.closed.set(group, { ...closed, atMs: before?.atMs ?? atMs });
        const more = closed.missing - (bucket.counted.get(group) ?? 0);
        if (more <= 0) continue;
        bucket.counted.set(group, closed.missing);
        audit.missingTotal += more;
        audit.lastMissingMs = Math.max(audit.lastMissingMs ?? -Infinity, atMs);
      }
    }
  }

  /**
   * Of a producer that was killed groups may have received more than it told of: these numbers, and those between them,
   * count as if no broker had answered to them.
   */
  #giveUp({ tickMs, wallMs, deadlineMs }: CloseOptions): void {
    for (const [source, { heardTick, through, isFinal, partial, newest }] of this.#reporters) {
      if (through === undefined || isFinal || partial !== undefined || tickMs - heardTick <= deadlineMs) continue;
      const parts = new Map<number, NumberSet>();
      for (const { received } of this.groups.values()) {
        for (const [key, { sequences }] of received) {
          if (!key.endsWith(` ${source}`) || sequences.last === undefined) continue;
          const partition = Number.parseInt(key, 10);
          const told = this.#toldOf(source, partition);
          const next = Math.max(...Object.values(told).map((set) => (set.last ?? -1) + 1));
          const first = next === 0 ? (sequences.first ?? 0) : next;
          if (first > sequences.last) continue;
          const untold = parts.get(partition) ?? new NumberSet();
          untold.add(first, sequences.last);
          parts.set(partition, untold);
        }
      }
      if (parts.size === 0) continue;
      const bucket = this.#bucketOf(newest);
      bucket.heardMs = Math.max(bucket.heardMs, wallMs - (tickMs - heardTick) + deadlineMs);
      const now = [...(bucket.acked.get(source) ?? [])];
      for (const [partition, untold] of parts) {
        const at = now.findIndex((part) => part.partition === partition);
        const part = now[at] ?? {
          ...{ partition, source, acked: nothing, unknown: nothing, rejected: nothing, aborted: nothing },
          ...{ lowest: Infinity, highest: -Infinity },
        };
        untold.addAll(part.unknown);
        now.splice(at < 0 ? now.length : at, 1, { ...part, unknown: untold });
      }
      this.#replace(bucket, source, now);
    }
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
          missing: missingOf(bucket.closed.get(group)),
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
          { ...part, unknown: this.#stillUnknown(part) },
        ),
      );
      this.#replace(bucket, source, resolved);
    }
  }

  /** Another bucket may have told since what became of a record. */
  #stillUnknown({ source, partition, unknown }: Acked): NumberSet {
    const { acked, rejected, aborted } = this.#toldOf(source, partition);
    return unknown.without(acked).without(rejected).without(aborted);
  }

  #replace(bucket: Bucket, source: string, now: readonly Acked[]): void {
    const before = bucket.acked.get(source) ?? [];
    const more = sum(now, ({ acked }) => acked.size) - sum(before, ({ acked }) => acked.size);
    bucket.acked.set(source, now);
    for (const part of now) {
      const told = this.#toldOf(source, part.partition);
      for (const fate of fates) told[fate].addAll(part[fate]);
    }
    this.acknowledgedTotal += more;
    if (more === 0) return;
    // Of what was not told before nobody could wait.
    bucket.closed.clear();
    bucket.told = undefined;
  }

  /** For every group that is known by now. */
  #isClosed({ closed }: Bucket): boolean {
    return closed.size > 0 && [...this.groups.keys()].every((group) => closed.has(group));
  }

  /** What was sent in a bucket by those who know all that they sent. */
  #toldInFull({ acked }: Bucket): readonly Acked[] {
    return [...acked].flatMap(([source, parts]) => (this.#reporters.get(source)?.partial === undefined ? parts : []));
  }

  #forget(options: EvaluateOptions): void {
    const { tickMs, wallMs, deadlineMs } = options;
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
    for (const [group, audit] of this.groups) {
      if (tickMs - audit.heardTick > keptMs) this.groups.delete(group);
      else audit.forget({ tickMs, wallMs, deadlineMs, isKnown: (name) => this.#reporters.has(name) });
    }
  }

  /** Nobody has told of it for long. */
  get isForgotten(): boolean {
    return this.#reporters.size === 0 && this.#buckets.size === 0 && this.groups.size === 0;
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

  #reporterOf(name: string, { service, instance, bucket, bucketMs }: Beacon): Reporter {
    let reporter = this.#reporters.get(name);
    if (reporter === undefined) {
      reporter = {
        service,
        instance,
        heardTick: -Infinity,
        n: 0,
        isFinal: false,
        newest: { bucket, bucketMs },
        through: undefined,
        partial: undefined,
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
    let told = this.#told.get(key);
    if (told === undefined) {
      const set = (): NumberSet => new NumberSet();
      this.#told.set(key, (told = { acked: set(), unknown: set(), rejected: set(), aborted: set() }));
    }
    return told;
  }

  #bucketOf({ bucket: start, bucketMs }: Pick<Beacon, 'bucket' | 'bucketMs'>): Bucket {
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
        heardMs: start,
        wasOpen: false,
      };
      this.#buckets.set(start, bucket);
    }
    bucket.endMs = Math.max(bucket.endMs, start + bucketMs);
    return bucket;
  }

  #addProduced(source: string, beacon: Beacon, heard: Heard): void {
    const { produced } = beacon;
    if (produced === undefined) return;
    const bucket = this.#bucketOf(beacon);
    bucket.heardMs = Math.max(bucket.heardMs, heard.wallMs);
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
        aborted: own('aborted'),
        lowest: told.lowest ?? Infinity,
        highest: told.highest ?? -Infinity,
      };
      return earlier === undefined ? part : withFound(part, { ...earlier, sequences: earlier.acked });
    });
    this.#replace(bucket, source, now);
    const rejected = sum(now, (one) => one.rejected.size) - sum(before, (one) => one.rejected.size);
    this.rejectedTotal += rejected;
    if (rejected > 0) this.lastRejectedMs = Math.max(this.lastRejectedMs ?? -Infinity, heard.wallMs);
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

/** null while it is open, and where nothing was found as not all could be compared. */
function missingOf(closed: Closed | undefined): number | null {
  return closed === undefined || (closed.missing === 0 && !closed.isWhole) ? null : closed.missing;
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
  { tickMs, committed, deadlineMs }: CloseOptions,
): Omit<Closed, 'atMs'> | undefined {
  if (parts.some(({ partition, highest }) => !((committed(group, partition) ?? -1) > highest))) {
    waiting.delete(group);
    return undefined;
  }
  let [missing, suspected, compared, isTold, isWhole] = [0, 0, 0, true, true];
  for (const part of parts) {
    const { partition, lowest, highest, acked } = part;
    if (audit.untold.get(partition)?.touches(lowest, highest) === true) {
      isWhole = false;
      continue;
    }
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
  return { missing, suspected, compared, isWhole };
}
