import { nextTurn, sliceIsOver } from '../event-loop.ts';
import type { ConsumerGroup } from '../snapshot/snapshot.ts';
import type { CommitRhythm } from './commit-rhythm.ts';
import type { GroupTopics } from './group-topic.ts';
import { counted } from './in-words.ts';
import { sumOfKnown } from './lag.ts';
import { LagTrend } from './lag-trend.ts';
import { markers, type Markers } from './marker.ts';
import type { Moment } from './moment.ts';
import { Owners } from './owners.ts';
import { Rewinds } from './rewind.ts';
import { Standstill } from './standstill.ts';
import { verdictOf } from './status-reason.ts';
import { combine, emptyTally, later, statusCodes, tallyOf, type SeenGroup } from './status-tally.ts';
import { unknownStatus, type Verdict } from './status.ts';

/** The window is the longer of so many refreshes and so many of the group's usual commit intervals. */
const windowRefreshes = 6;
const windowCommits = 3;
/** A partition that its member takes in turn with others is waited for as long as it took twice over. */
const windowTurns = 2;
/** What arrives in so many refreshes, or in one commit interval, is in flight and not behind. */
const inFlightRefreshes = 2;

const maybeMarker = markers.indexOf('maybe');
const sureMarker = markers.indexOf('yes');

/** By index into snapshot.groups, then by the places of the group's offsets. */
export interface StatusInput {
  readonly groupTopics: GroupTopics;
  readonly lag: readonly Float64Array[];
  readonly lagSeconds: readonly Float64Array[];
  readonly marker: Markers;
  readonly rhythm: CommitRhythm;
  /** Records per second by dense partition index. */
  readonly produceRate: Float64Array;
}

export interface JudgedGroup {
  /** By the places of the offsets (share groups: of .share): index into `statuses`, or `unknownStatus`. */
  readonly partitionStatus: Uint8Array;
  readonly verdict: Verdict;
  /** In the order of the group's pairs in GroupTopics. */
  readonly topics: readonly Verdict[];
}

interface GroupWatch {
  /** The refresh in which the group was last askable. */
  seenTick: number;
  /** Watched time of the newer half of the window. */
  halfMs: number;
}

/** What is the same for all partitions of a group in a refresh. */
interface Turn {
  readonly watchedMs: number;
  readonly windowMs: number;
  readonly inFlightSeconds: number;
  readonly isHalfOver: boolean;
  readonly wallMs: number;
}

/**
 * Judges every partition of every group by what was seen in a window of the recent past; the rules and where they
 * differ from Burrow's are in docs/decisions/0004-status-rules.md. A window is made of watched time: a refresh
 * counts for one interval at most, and only when the one right before it saw the group, too.
 */
export class StatusJudge {
  readonly #standstill = new Standstill();
  readonly #trend = new LagTrend();
  readonly #rewinds = new Rewinds();
  readonly #owners = new Owners();
  #watches = new Map<string, GroupWatch>();

  /** Waits only to let the event loop turn. */
  async update(moment: Moment, input: StatusInput): Promise<JudgedGroup[]> {
    const { snapshot, slots } = moment;
    this.#standstill.prepare(slots);
    this.#trend.prepare(slots);
    this.#rewinds.prepare(slots);
    const watches = this.#watches;
    this.#watches = new Map();
    const judged: JudgedGroup[] = [];
    for (const [index, group] of snapshot.groups.entries()) {
      if (sliceIsOver()) await nextTurn();
      const watch = watches.get(group.id) ?? { seenTick: NaN, halfMs: 0 };
      this.#watches.set(group.id, watch);
      judged.push(
        group.type === 'share'
          ? shareGroup(group, input, index)
          : group.error !== undefined || group.members === undefined
            ? silentGroup(group, input, index)
            : this.#judge(moment, input, index, group, this.#turn(moment, input, group, watch)),
      );
    }
    return judged;
  }

  #turn(
    { tickMs, wallMs, before, refreshIntervalMs }: Moment,
    input: StatusInput,
    group: ConsumerGroup,
    watch: GroupWatch,
  ): Turn {
    const usualMs = input.rhythm.usualIntervalMs(group.id);
    const windowMs = later(windowRefreshes * refreshIntervalMs, windowCommits * usualMs);
    const isContinued = before?.tickMs === watch.seenTick;
    const watchedMs = isContinued ? Math.min(tickMs - watch.seenTick, refreshIntervalMs) : 0;
    watch.seenTick = tickMs;
    watch.halfMs += watchedMs;
    // Refreshes come a little early or late: half an interval decides.
    const isHalfOver = watch.halfMs >= windowMs / 2 - refreshIntervalMs / 2;
    if (isHalfOver) watch.halfMs = 0;
    return {
      watchedMs,
      windowMs: windowMs - refreshIntervalMs / 2,
      inFlightSeconds: later(inFlightRefreshes * refreshIntervalMs, usualMs) / 1000,
      isHalfOver,
      wallMs,
    };
  }

  #judge(moment: Moment, input: StatusInput, index: number, group: ConsumerGroup, turn: Turn): JudgedGroup {
    const { partition, committed } = group.offsets;
    const seen: SeenGroup = {
      partition,
      committed,
      slot: moment.slots.ofCommit[index] ?? new Int32Array(),
      lag: unreadOf(input.lag[index], input.marker[index]),
      lagSeconds: input.lagSeconds[index] ?? new Float64Array(),
      status: new Uint8Array(partition.length),
    };
    this.#owners.of(group, moment.snapshot.partitions.count);
    for (let place = 0; place < partition.length; place++) {
      const slot = seen.slot[place] ?? -1;
      const dense = partition[place] ?? -1;
      const offset = committed[place] ?? NaN;
      const lag = seen.lag[place] ?? NaN;
      this.#standstill.look(slot, offset, lag, this.#owners.owns(dense), turn.watchedMs, turn.wallMs);
      this.#rewinds.look(slot, offset, turn.watchedMs, turn.windowMs);
      // Before the newest lag is added: a half ends where the next one begins.
      const inFlight = Math.max(1, (input.produceRate[dense] ?? NaN) * turn.inFlightSeconds);
      if (turn.isHalfOver) this.#trend.endHalf(slot, inFlight);
      this.#trend.look(slot, lag);
      // However many there are: what came a moment ago is in flight.
      const isYoung = (seen.lagSeconds[place] ?? NaN) <= turn.inFlightSeconds;
      const mayBeMarker = input.marker[index]?.[place] === maybeMarker;
      const windowMs = later(turn.windowMs, windowTurns * input.rhythm.partitionIntervalMs(slot));
      seen.status[place] = this.#code(slot, lag, isYoung, mayBeMarker, windowMs);
    }
    const tallies = pairsOf(input.groupTopics, index).map((pair) => {
      const { topic, from, to } = input.groupTopics;
      const name = moment.snapshot.topics[topic[pair] ?? -1]?.name ?? '';
      return tallyOf(name, seen, from[pair] ?? 0, to[pair] ?? 0, this.#standstill, this.#rewinds);
    });
    return {
      partitionStatus: seen.status,
      verdict: verdictOf(tallies.reduce(combine, emptyTally), tallies.length > 1, turn.wallMs),
      topics: tallies.map((tally) => verdictOf(tally, false, turn.wallMs)),
    };
  }

  #code(slot: number, lag: number, isYoung: boolean, mayBeMarker: boolean, windowMs: number): number {
    if (Number.isNaN(lag)) return unknownStatus;
    if (lag > 0 && this.#standstill.stillMs(slot) >= windowMs) {
      if (mayBeMarker) return unknownStatus;
      return this.#standstill.isOwnerless(slot) ? statusCodes.STOP : statusCodes.STALL;
    }
    if (this.#trend.isBehind(slot) && !isYoung) return statusCodes.WARN;
    if (this.#rewinds.isRewound(slot)) return statusCodes.REWIND;
    return lag === 0 || this.#standstill.wasSeenWell(slot) ? statusCodes.OK : unknownStatus;
  }
}

/** Lag in records: a transaction's marker is none. */
function unreadOf(lag: Float64Array = new Float64Array(), marker: Uint8Array = new Uint8Array()): Float64Array {
  return lag.map((records, place) => (marker[place] === sureMarker ? 0 : records));
}

function pairsOf({ groupStart }: GroupTopics, group: number): number[] {
  const first = groupStart[group] ?? 0;
  return Array.from({ length: (groupStart[group + 1] ?? first) - first }, (_, index) => first + index);
}

/** One reason for the group and all its topics. */
function unjudged(places: number, input: StatusInput, index: number, reason: string): JudgedGroup {
  const verdict: Verdict = { status: undefined, reason };
  return {
    partitionStatus: new Uint8Array(places).fill(unknownStatus),
    verdict,
    topics: pairsOf(input.groupTopics, index).map(() => verdict),
  };
}

/** Committed offsets are what is judged; share groups have none, and records are taken in any order. */
function shareGroup({ members, share }: ConsumerGroup, input: StatusInput, index: number): JudgedGroup {
  const of = members === undefined ? 'members unknown' : counted(members.length, 'member');
  const waiting = sumOfKnown(input.lag[index] ?? new Float64Array(), 0, share?.partition.length ?? 0);
  const left = Number.isNaN(waiting) ? '' : `, ${counted(waiting, 'record')} not yet delivered`;
  const reason = `A share group has no committed offsets to judge by (${of}${left})`;
  return unjudged(share?.partition.length ?? 0, input, index, reason);
}

function silentGroup({ error, offsets }: ConsumerGroup, input: StatusInput, index: number): JudgedGroup {
  const reason = `Could not be asked${error === undefined ? '' : `: ${error}`}`;
  return unjudged(offsets.partition.length, input, index, reason);
}
