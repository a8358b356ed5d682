import { nextTurn, sliceIsOver } from '../event-loop.ts';
import type { OffsetsAt } from '../snapshot/follow-up.ts';
import { Column } from './column.ts';
import { crossingTick, findCrossing, type Crossing } from './crossing.ts';
import { markers, type Markers } from './marker.ts';
import type { Moment } from './moment.ts';
import { mostUrgent } from './most-urgent.ts';
import { OffsetQuestions } from './offset-questions.ts';
import type { OffsetRings } from './offset-rings.ts';
import { lagEvidences } from './state.ts';
import { mostMoments, TimestampSearch, type Sought } from './timestamp-search.ts';

export interface TimeLagOptions {
  /** They hold a refresh already when TimeLag is asked about it. */
  readonly rings: OffsetRings;
  readonly refreshIntervalMs: number;
  /** Questions for one partition at one moment that a refresh may cost. */
  readonly maxQuestions?: number;
}

/** By group, at the places of `DerivedGroup.lag`. */
export interface TimeLags {
  /** Seconds; 0 when drained, NaN when unknown. */
  readonly lagSeconds: readonly Float64Array[];
  /** Index into `lagEvidences`. */
  readonly lagEvidence: readonly Uint8Array[];
}

const unknown = lagEvidences.indexOf('unknown');
const history = lagEvidences.indexOf('history');
const estimated = lagEvidences.indexOf('estimated');
/** An estimate that more answers make better; told as `estimated`. */
const refining = lagEvidences.length;
const maybe = markers.indexOf('maybe');
/** Between refreshes further apart than so many intervals (missed, or thinned out) a time is only estimated. */
const exactWithin = 2.5;
/** How far back is looked at first where records are kept for ever. */
const usualSpanMs = 7 * 86_400_000;

/** A place of a group, and the partition's record that is looked for there. */
interface Search extends Sought {
  readonly partition: number;
  /** Tick at which it was first seen to be there. */
  readonly laterTick: number;
}

/** What one position is made of. */
interface Position {
  readonly partition: number;
  readonly partitionSlot: number;
  readonly commitSlot: number;
  readonly committed: number;
}

/**
 * The age of the oldest unread record: since the latest instant at which the end was at or below the committed
 * offset. Kept while the commit stands still, so that it outlives the history it was read from. Where the history
 * does not reach back, timestamps of records are asked for and searched over a few refreshes, the most lagging
 * positions first. Ages are counted on the clock that is never set; the other one is only compared with what
 * brokers say.
 */
export class TimeLag {
  readonly #rings: OffsetRings;
  readonly #refreshIntervalMs: number;
  readonly #maxQuestions: number;
  readonly #search: TimestampSearch;
  /** By commit slot: the commit that the next two belong to; NaN while nothing is unread. */
  readonly #committed = new Column(NaN);
  /** Tick since which its oldest unread record waits; NaN when unknown. */
  readonly #sinceTick = new Column(NaN);
  readonly #evidence = new Column(unknown);
  /** The commit behind which a marker lay, at least maybe: the oldest unread record is the one after it. */
  readonly #beforeMarker = new Column(NaN);
  readonly #markerCode = new Column(0);
  #questions = new OffsetQuestions<Search>();

  constructor({ rings, refreshIntervalMs, maxQuestions = 800 }: TimeLagOptions) {
    this.#rings = rings;
    this.#refreshIntervalMs = refreshIntervalMs;
    this.#maxQuestions = maxQuestions;
    this.#search = new TimestampSearch(refreshIntervalMs);
  }

  /** Looks into the history, and says what to ask where that does not reach back. Lets the event loop turn in between. */
  async questions(moment: Moment): Promise<OffsetsAt> {
    const { snapshot, slots } = moment;
    const columns = [this.#committed, this.#sinceTick, this.#evidence, this.#beforeMarker, this.#markerCode];
    for (const column of [...columns, this.#search]) column.prepare(slots.commitSlots, slots.freshCommits);
    const openGroups: number[] = [];
    const openPlaces: number[] = [];
    const openLags: number[] = [];
    for (const [group, { offsets }] of snapshot.groups.entries()) {
      if (sliceIsOver()) await nextTurn();
      for (let place = 0; place < offsets.partition.length; place++) {
        const lag = this.#unread(moment, group, place);
        if (Number.isNaN(lag)) continue;
        openGroups.push(group);
        openPlaces.push(place);
        openLags.push(lag);
      }
    }
    if (sliceIsOver()) await nextTurn();
    this.#questions = new OffsetQuestions();
    // More than there is room for, as some may have to wait for others that ask about the same partition.
    const chosen = mostUrgent(Float64Array.from(openLags), this.#maxQuestions);
    for (const index of chosen.toSorted((left, right) => (openLags[right] ?? 0) - (openLags[left] ?? 0))) {
      if (this.#questions.length + mostMoments > this.#maxQuestions) break;
      const position = positionAt(moment, openGroups[index] ?? -1, openPlaces[index] ?? -1);
      if (!this.#questions.hasRoom(position.partition)) continue;
      const search = this.#searchOf(moment, position);
      this.#questions.add(search, search.partition, this.#search.moments(search, moment.tickMs));
    }
    return this.#questions.ask();
  }

  /** Time lags at the places of each group, once the questions have been answered. */
  update(moment: Moment, ofMarkers: Markers): TimeLags {
    for (const [search, found] of this.#questions.answered(moment.answers.oldestUnread)) {
      this.#search.learn(search, found, moment.tickMs);
      this.#estimate(moment, search);
    }
    const sinceTick = new Float64Array(moment.slots.commitSlots).fill(NaN);
    const lagSeconds: Float64Array[] = [];
    const lagEvidence: Uint8Array[] = [];
    moment.snapshot.groups.forEach(({ offsets, share }, group) => {
      const seconds = new Float64Array((share ?? offsets).partition.length).fill(NaN);
      const evidence = new Uint8Array(seconds.length).fill(unknown);
      lagSeconds.push(seconds);
      lagEvidence.push(evidence);
      if (share !== undefined) return;
      for (let place = 0; place < seconds.length; place++) {
        const slot = moment.slots.ofCommit[group]?.[place] ?? -1;
        const since = this.#sinceAt(moment, group, place, ofMarkers[group]?.[place] ?? 0);
        sinceTick[slot] = since;
        if (Number.isNaN(since)) continue;
        seconds[place] = since === Infinity ? 0 : Math.max(0, moment.tickMs - since) / 1000;
        evidence[place] = since === Infinity ? history : Math.min(this.#evidence.get(slot), estimated);
      }
    });
    this.#rings.addUnreadSince(sinceTick);
    return { lagSeconds, lagEvidence };
  }

  /** @returns the lag in records where brokers can be asked for the time; NaN where that is known or hopeless. */
  #unread({ snapshot, slots, wallMs, tickMs }: Moment, group: number, place: number): number {
    const { offsets } = snapshot.groups[group] ?? noGroup;
    const partition = offsets.partition[place] ?? -1;
    const committed = offsets.committed[place] ?? NaN;
    const end = snapshot.partitions.end[partition] ?? NaN;
    const commitSlot = slots.ofCommit[group]?.[place] ?? -1;
    if (end <= this.#firstUnread(commitSlot, committed)) this.#committed.set(commitSlot, NaN);
    if (!(end > this.#firstUnread(commitSlot, committed))) return NaN;
    if (committed === this.#committed.get(commitSlot)) {
      const evidence = this.#evidence.get(commitSlot);
      if (evidence === history || evidence === estimated) return NaN;
    } else {
      const position = { partition, partitionSlot: slots.ofPartition[partition] ?? -1, commitSlot, committed };
      this.#committed.set(commitSlot, committed);
      if (this.#lookBack(position)) return NaN;
      if (this.#search.hasBegun(commitSlot, tickMs) && this.#isClockSteady({ wallMs, tickMs })) {
        this.#estimate({ wallMs, tickMs }, this.#searchOf({ snapshot, wallMs, tickMs }, position));
        if (this.#evidence.get(commitSlot) === estimated) return NaN;
      }
    }
    const isTiered = snapshot.topics[snapshot.partitions.topic[partition] ?? -1]?.config?.tiered ?? false;
    if (isTiered || this.#search.rests(commitSlot, tickMs) || !this.#isClockSteady({ wallMs, tickMs })) return NaN;
    return end - committed;
  }

  /** Timestamps are compared with a clock that nobody set while the history lasts: which time was right, before or after? */
  #isClockSteady({ wallMs, tickMs }: Pick<Moment, 'wallMs' | 'tickMs'>): boolean {
    const setByMs = wallMs - tickMs - (this.#rings.wall(0) - this.#rings.tick(0));
    return Math.abs(setByMs) <= this.#refreshIntervalMs;
  }

  /** Takes the time from the history; @returns false when that does not reach back. */
  #lookBack({ partitionSlot, commitSlot, committed }: Position): boolean {
    const offset = this.#firstUnread(commitSlot, committed);
    const crossing = findCrossing(this.#rings, partitionSlot, offset);
    const isCovered = crossing !== undefined && crossing.below >= 0;
    this.#sinceTick.set(commitSlot, isCovered ? crossingTick(this.#rings, partitionSlot, offset, crossing) : NaN);
    const isSure = offset === committed || this.#markerCode.get(commitSlot) !== maybe;
    this.#evidence.set(commitSlot, !isCovered ? unknown : isSure && this.#isClose(crossing) ? history : estimated);
    return isCovered;
  }

  #isClose({ above, below }: Crossing): boolean {
    return this.#rings.tick(above) - this.#rings.tick(below) <= exactWithin * this.#refreshIntervalMs;
  }

  /** The record of a position that the history does not reach back to. What retention deleted is not looked for. */
  #searchOf({ snapshot, wallMs, tickMs }: Pick<Moment, 'snapshot' | 'wallMs' | 'tickMs'>, position: Position): Search {
    const { partition, partitionSlot, commitSlot, committed } = position;
    const config = snapshot.topics[snapshot.partitions.topic[partition] ?? -1]?.config;
    const logStart = snapshot.partitions.logStart[partition] ?? NaN;
    const firstUnread = this.#firstUnread(commitSlot, committed);
    const offset = logStart > firstUnread ? logStart : firstUnread;
    const above = findCrossing(this.#rings, partitionSlot, offset)?.above ?? this.#rings.length - 1;
    const laterTick = this.#rings.tick(above);
    return {
      partition,
      slot: commitSlot,
      offset,
      laterOffset: this.#rings.end(above, partitionSlot),
      laterTick,
      laterMs: wallMs - (tickMs - laterTick),
      arrivedMs: (sought) => {
        const crossing = findCrossing(this.#rings, partitionSlot, sought);
        const isSeen = crossing !== undefined && crossing.below >= 0;
        return isSeen ? wallMs - tickMs + crossingTick(this.#rings, partitionSlot, sought, crossing) : NaN;
      },
      spanMs: config !== undefined && config.retentionMs > 0 ? config.retentionMs : usualSpanMs,
      hasGaps: config?.cleanupPolicy.includes('compact') ?? true,
    };
  }

  #estimate({ wallMs, tickMs }: Pick<Moment, 'wallMs' | 'tickMs'>, search: Search): void {
    const recordMs = this.#search.estimate(search);
    const isKnown = !Number.isNaN(recordMs);
    // It was there when it was first seen, whatever its timestamp says.
    this.#sinceTick.set(search.slot, isKnown ? Math.min(search.laterTick, tickMs - (wallMs - recordMs)) : NaN);
    this.#evidence.set(search.slot, !isKnown ? unknown : this.#search.isDone(search) ? estimated : refining);
  }

  #firstUnread(commitSlot: number, committed: number): number {
    return this.#beforeMarker.get(commitSlot) === committed ? committed + 1 : committed;
  }

  /** Tick since which a place has something unread; Infinity when it has not, NaN when unknown. */
  #sinceAt({ snapshot, slots }: Moment, group: number, place: number, marker: number): number {
    const { offsets } = snapshot.groups[group] ?? noGroup;
    const slot = slots.ofCommit[group]?.[place] ?? -1;
    const committed = offsets.committed[place] ?? NaN;
    const end = snapshot.partitions.end[offsets.partition[place] ?? -1] ?? NaN;
    if (end === committed) return Infinity;
    if (!(end > committed)) return NaN;
    if (marker > 0) {
      this.#beforeMarker.set(slot, committed);
      this.#markerCode.set(slot, marker);
      this.#committed.set(slot, NaN);
      return marker === maybe ? NaN : Infinity;
    }
    if (end === this.#firstUnread(slot, committed)) {
      // It turned out to be a record: the next refresh looks for it.
      this.#beforeMarker.set(slot, NaN);
      return NaN;
    }
    return this.#sinceTick.get(slot);
  }
}

const noGroup = { offsets: { partition: new Int32Array(), committed: new Float64Array() } };

function positionAt({ snapshot, slots }: Moment, group: number, place: number): Position {
  const { offsets } = snapshot.groups[group] ?? noGroup;
  const partition = offsets.partition[place] ?? -1;
  return {
    partition,
    partitionSlot: slots.ofPartition[partition] ?? -1,
    commitSlot: slots.ofCommit[group]?.[place] ?? -1,
    committed: offsets.committed[place] ?? NaN,
  };
}
