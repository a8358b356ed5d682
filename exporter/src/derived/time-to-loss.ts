import type { OffsetsAt } from '../snapshot/follow-up.ts';
import type { Snapshot, TopicConfig } from '../snapshot/snapshot.ts';
import { Column } from './column.ts';
import { markers, type Markers } from './marker.ts';
import type { Moment } from './moment.ts';
import { mostUrgent } from './most-urgent.ts';
import { OffsetQuestions, type FoundRecord } from './offset-questions.ts';

export interface TimeToLossOptions {
  /** Questions for one partition at one moment that a refresh may cost. */
  readonly maxQuestions?: number;
}

/** What the exporter knows besides, by group and place as in `DerivedGroup.lag`. */
export interface TimeToLossInputs {
  readonly lagSeconds: readonly Float64Array[];
  readonly markers: Markers;
  /** Records per second by dense partition index. */
  readonly produceRate: Float64Array;
}

/** A position that is asked about, by its commit slot. */
interface Asked {
  readonly slot: number;
  /** The oldest record that is left to read. */
  readonly offset: number;
  readonly retentionMs: number;
  readonly askedAtMs: number;
}

const questionsEach = 2;
/** Where the oldest unread record is not known at all: shares of the retention that may have passed for it. */
const passedShares = [7 / 8, 127 / 128];
/** A close bound is looked at again after an eighth of it has passed, within these. */
const soonestMs = 60_000;
const latestMs = 3_600_000;
const yes = markers.indexOf('yes');

/**
 * How long until retention may delete a record that a group has not read. Retention deletes the oldest segments by
 * their largest timestamp: a record at or before the commit that is dated t keeps its segment, and all that follow,
 * until t + retention.ms. Such records are asked for at moments where they are likely. By size it is an estimate:
 * the share of the log that is unread stands for its bytes, and the partition grows as fast as now.
 */
export class TimeToLoss {
  readonly #maxQuestions: number;
  /** By commit slot: offset and timestamp of the newest record that is known to lie at or before the commit. */
  readonly #keptOffset = new Column(NaN);
  readonly #keptMs = new Column(NaN);
  /** Offset that was asked about, and the earliest moment whose first record was beyond it. */
  readonly #askedOffset = new Column(NaN);
  readonly #beyondMs = new Column(NaN);
  readonly #askedTick = new Column(-Infinity);
  /** When the oldest unread record came, milliseconds since 1970, as far as the time lag knows. */
  readonly #unreadMs = new Column(NaN);
  #questions = new OffsetQuestions<Asked>();

  constructor({ maxQuestions = 200 }: TimeToLossOptions = {}) {
    this.#maxQuestions = maxQuestions;
  }

  /** The most pressing of those that are due. */
  questions(moment: Moment): OffsetsAt {
    const { snapshot, slots } = moment;
    const columns = [this.#keptOffset, this.#keptMs, this.#askedOffset, this.#beyondMs, this.#askedTick];
    for (const column of [...columns, this.#unreadMs]) column.prepare(slots.commitSlots, slots.freshCommits);
    const groups: number[] = [];
    const places: number[] = [];
    const urgencies: number[] = [];
    snapshot.groups.forEach(({ offsets }, group) => {
      for (let place = 0; place < offsets.partition.length; place++) {
        const urgency = this.#urgency(moment, group, place);
        if (Number.isNaN(urgency)) continue;
        groups.push(group);
        places.push(place);
        urgencies.push(urgency);
      }
    });
    this.#questions = new OffsetQuestions();
    let room = Math.floor(this.#maxQuestions / questionsEach);
    // More than there is room for, as some may have to wait for others that ask about the same partition.
    const chosen = mostUrgent(Float64Array.from(urgencies), this.#maxQuestions);
    for (const index of chosen.toSorted((left, right) => (urgencies[right] ?? 0) - (urgencies[left] ?? 0))) {
      if (room === 0) break;
      const group = groups[index] ?? -1;
      const place = places[index] ?? -1;
      const partition = snapshot.groups[group]?.offsets.partition[place] ?? -1;
      if (!this.#questions.hasRoom(partition)) continue;
      const asked = {
        slot: slots.ofCommit[group]?.[place] ?? -1,
        offset: oldestUnread(snapshot, group, place),
        retentionMs: configOf(snapshot, partition)?.retentionMs ?? NaN,
        askedAtMs: moment.wallMs,
      };
      room--;
      this.#askedTick.set(asked.slot, moment.tickMs);
      this.#questions.add(asked, partition, this.#moments(asked, moment));
    }
    return this.#questions.ask();
  }

  /** Seconds, at least 0, by group at the places of `DerivedGroup.lag`; NaN where nothing can be lost, or unknown. */
  update(moment: Moment, { lagSeconds, markers: ofMarkers, produceRate }: TimeToLossInputs): Float64Array[] {
    for (const [asked, found] of this.#questions.answered(moment.answers.expiring)) this.#learn(asked, found);
    return moment.snapshot.groups.map(({ offsets, share }, group) => {
      const seconds = new Float64Array((share ?? offsets).partition.length).fill(NaN);
      if (share !== undefined) return seconds;
      for (let place = 0; place < seconds.length; place++) {
        const slot = moment.slots.ofCommit[group]?.[place] ?? -1;
        const isMarker = ofMarkers[group]?.[place] === yes;
        this.#unreadMs.set(slot, moment.wallMs - (lagSeconds[group]?.[place] ?? NaN) * 1000);
        if (!isMarker) seconds[place] = this.#secondsAt(moment, group, place, produceRate);
      }
      return seconds;
    });
  }

  /** Larger is more pressing; NaN when there is nothing to ask. */
  #urgency(moment: Moment, group: number, place: number): number {
    const { snapshot, slots, tickMs, wallMs } = moment;
    const partition = snapshot.groups[group]?.offsets.partition[place] ?? -1;
    const config = configOf(snapshot, partition);
    if (!isDeletedByTime(config) || !(lagAt(snapshot, group, place) > 0)) return NaN;
    const slot = slots.ofCommit[group]?.[place] ?? -1;
    const offset = oldestUnread(snapshot, group, place);
    const safeMs = this.#safeMs(slot, offset, config, wallMs);
    if (tickMs - this.#askedTick.get(slot) < this.#pauseMs(slot, offset, safeMs)) return NaN;
    const expectedMs = this.#unreadMs.get(slot) + config.retentionMs - wallMs;
    if (!Number.isNaN(expectedMs)) return -expectedMs;
    return -(Number.isNaN(safeMs) ? config.retentionMs / 2 : safeMs);
  }

  /** How long an answer is good for: while the commit stands still, soon again until the bound is close. */
  #pauseMs(slot: number, offset: number, safeMs: number): number {
    if (Number.isNaN(safeMs)) return soonestMs;
    const looseMs = this.#beyondMs.get(slot) - this.#keptMs.get(slot);
    const isLoose = this.#askedOffset.get(slot) === offset && looseMs > safeMs / 32 + soonestMs;
    return isLoose ? soonestMs : Math.min(latestMs, Math.max(soonestMs, safeMs / 8));
  }

  /** Moments before which the oldest unread record probably came, the latest of them closest to it. */
  #moments({ slot, offset, retentionMs }: Asked, { wallMs, refreshIntervalMs }: Moment): number[] {
    const oldestMs = wallMs - retentionMs;
    const unreadMs = this.#unreadMs.get(slot);
    const keptMs = this.#keptOffset.get(slot) <= offset ? this.#keptMs.get(slot) : NaN;
    const beyondMs = this.#askedOffset.get(slot) === offset ? this.#beyondMs.get(slot) : NaN;
    let tried: number[];
    if (beyondMs > Math.max(keptMs, oldestMs)) {
      const fromMs = Math.max(keptMs, oldestMs);
      tried = [1 / 3, 2 / 3].map((share) => fromMs + (beyondMs - fromMs) * share);
    } else if (Number.isNaN(unreadMs)) {
      tried = passedShares.map((share) => wallMs - share * retentionMs);
    } else {
      const ageMs = wallMs - unreadMs;
      tried = [unreadMs - refreshIntervalMs - ageMs * 0.05, oldestMs + retentionMs / 128];
    }
    return [...new Set(tried.map((ms) => Math.max(0, Math.ceil(ms))))].filter((ms) => ms >= oldestMs);
  }

  #learn({ slot, offset, askedAtMs }: Asked, found: readonly FoundRecord[]): void {
    if (found.every((record) => Number.isNaN(record.offset))) return;
    if (this.#askedOffset.get(slot) !== offset) this.#beyondMs.set(slot, askedAtMs);
    this.#askedOffset.set(slot, offset);
    if (!(this.#keptOffset.get(slot) <= offset)) this.#keptMs.set(slot, NaN);
    for (const { askedMs, offset: foundOffset, timestampMs } of found) {
      if (foundOffset > offset) {
        if (askedMs < this.#beyondMs.get(slot)) this.#beyondMs.set(slot, askedMs);
      } else if (timestampMs >= askedMs && !(timestampMs <= this.#keptMs.get(slot))) {
        this.#keptOffset.set(slot, foundOffset);
        this.#keptMs.set(slot, timestampMs);
      }
    }
  }

  #secondsAt({ snapshot, slots, wallMs }: Moment, group: number, place: number, produceRate: Float64Array): number {
    const partition = snapshot.groups[group]?.offsets.partition[place] ?? -1;
    const config = configOf(snapshot, partition);
    if (config === undefined || !(lagAt(snapshot, group, place) > 0)) return NaN;
    if (!config.cleanupPolicy.includes('delete')) return NaN;
    const offset = oldestUnread(snapshot, group, place);
    const slot = slots.ofCommit[group]?.[place] ?? -1;
    let byTime = isDeletedByTime(config) ? this.#safeMs(slot, offset, config, wallMs) / 1000 : Infinity;
    // Retention has already passed the commit: the record that is now the oldest goes next.
    if (Number.isNaN(byTime) && offset > committedAt(snapshot, group, place)) byTime = 0;
    const bySize = secondsBySize(snapshot, partition, offset, config, produceRate[partition] ?? NaN);
    const least = Math.min(byTime, bySize);
    return least === Infinity ? NaN : least;
  }

  /** How long retention by time keeps an offset at least, milliseconds; NaN when unknown. */
  #safeMs(slot: number, offset: number, { retentionMs }: TopicConfig, wallMs: number): number {
    const keptMs = this.#keptOffset.get(slot) <= offset ? this.#keptMs.get(slot) : NaN;
    if (!Number.isNaN(keptMs)) return Math.max(0, keptMs + retentionMs - wallMs);
    // Nothing at or before it is known to be young enough: it may go at any time.
    return this.#askedOffset.get(slot) === offset && this.#beyondMs.get(slot) > 0 ? 0 : NaN;
  }
}

function configOf({ topics, partitions }: Snapshot, partition: number): TopicConfig | undefined {
  return topics[partitions.topic[partition] ?? -1]?.config;
}

function isDeletedByTime(config: TopicConfig | undefined): config is TopicConfig {
  return config !== undefined && config.cleanupPolicy.includes('delete') && config.retentionMs > 0;
}

function committedAt({ groups }: Snapshot, group: number, place: number): number {
  return groups[group]?.offsets.committed[place] ?? NaN;
}

function lagAt(snapshot: Snapshot, group: number, place: number): number {
  const partition = snapshot.groups[group]?.offsets.partition[place] ?? -1;
  return (snapshot.partitions.end[partition] ?? NaN) - committedAt(snapshot, group, place);
}

/** What retention has deleted is gone: then the oldest record that is left. NaN while the log start is unknown. */
function oldestUnread(snapshot: Snapshot, group: number, place: number): number {
  const partition = snapshot.groups[group]?.offsets.partition[place] ?? -1;
  return Math.max(committedAt(snapshot, group, place), snapshot.partitions.logStart[partition] ?? NaN);
}

/** Infinity where the size is not limited or does not grow; NaN when it is not known. */
function secondsBySize(
  { partitions }: Snapshot,
  partition: number,
  offset: number,
  { retentionBytes, tiered }: TopicConfig,
  produceRate: number,
): number {
  if (retentionBytes < 0) return Infinity;
  // The log size of a tiered partition is only that of its local part.
  if (tiered) return NaN;
  const end = partitions.end[partition] ?? NaN;
  const bytesEach = (partitions.sizeBytes[partition] ?? NaN) / (end - (partitions.logStart[partition] ?? NaN));
  if (produceRate === 0) return Infinity;
  return Math.max(0, (retentionBytes - bytesEach * (end - offset)) / (bytesEach * produceRate));
}
