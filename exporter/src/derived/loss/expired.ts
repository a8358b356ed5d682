import type { ConsumerGroup } from '../../snapshot/snapshot.ts';
import { topicIdentity } from '../../snapshot/topic-identity.ts';
import { Column } from '../column.ts';
import { markers } from '../marker.ts';
import type { Moment } from '../moment.ts';
import type { RememberedExpiry } from '../remembered.ts';
import { stillIntervals, stillRefreshes } from './group-activity.ts';
import type { LeftTopics } from './left-topics.ts';
import type { LossEvent, Standing } from './loss-event.ts';
import { boundOf, type LossMoment } from './loss-moment.ts';
import { isEmpty, isReadable } from './readable-group.ts';

const noMarker = markers.indexOf('no');

/** A commit with members is concluded upon when it has been below the log start for this many refreshes more. */
const belowRefreshes = 2;

/**
 * Records that were deleted before a group had read them: its commit is below the log start. Nobody reads ahead of a
 * commit that stands still, and a group without members resumes at its commit: there the loss is exact. A member reads
 * ahead of its commit, hence it gets more time, and what is counted is an upper bound; so it is where somebody was seen
 * to commit without being a member, who may have read ahead as well. A transaction's marker is no
 * record, and an old commit in a topic that the members no longer read is nobody's loss.
 */
export class Expired {
  readonly #offset = new Column(NaN);
  /** Since when, and for how many refreshes, the commit has been seen where it is, without a gap. */
  readonly #sinceTick = new Column(NaN);
  readonly #unmoved = new Column(0);
  /** For how many refreshes the commit has stayed below the log start; NaN when it is not below. */
  readonly #below = new Column(NaN);
  /** Losses up to this offset are in the counter, or are not to be. */
  readonly #countedTo = new Column(NaN);
  /** What was below this was gone when the commit was first seen, and that is not told yet; NaN when there is nothing. */
  readonly #goneBefore = new Column(NaN);
  /** The log start that the commit was found below, and not yet concluded upon; NaN when there is nothing. */
  readonly #pendingTo = new Column(NaN);
  /** Number of the refresh in which the commit was last seen. */
  readonly #seen = new Column(NaN);
  #refresh = 0;
  #restored = new Map<string, RememberedExpiry>();

  restore(expired: readonly RememberedExpiry[]): void {
    this.#restored = new Map(expired.map((expiry) => [keyOf(expiry.group, expiry.topic, expiry.partition), expiry]));
  }

  update(at: LossMoment): LossEvent[] {
    const { snapshot, slots, before } = at.moment;
    const columns = [this.#offset, this.#sinceTick, this.#unmoved, this.#below];
    columns.push(this.#countedTo, this.#goneBefore, this.#pendingTo, this.#seen);
    for (const column of columns) column.prepare(slots.commitSlots, slots.freshCommits);
    this.#refresh = before === undefined ? this.#refresh + 2 : this.#refresh + 1;
    const events: LossEvent[] = [];
    snapshot.groups.forEach((group, index) => {
      if (!isReadable(group)) return;
      const judge = new GroupJudge(at, group, index);
      const ofGroup = slots.ofCommit[index] ?? new Int32Array();
      for (let place = 0; place < ofGroup.length; place++) {
        const slot = ofGroup[place] ?? -1;
        const suspected = this.#see(at, group, place, slot);
        this.#leaveOut(at, group, index, place, slot);
        if (suspected !== undefined) events.push(judge.event(place, suspected, 'suspected'));
        if (Number.isNaN(this.#below.get(slot))) continue;
        events.push(...this.#conclude(at, judge, place, slot));
      }
    });
    return events;
  }

  /** Commits below their log start, with what of it is counted, and those in topics that their group has left. */
  remember({ snapshot, slots }: Pick<Moment, 'snapshot' | 'slots'>, left: LeftTopics): RememberedExpiry[] {
    const { partitions, topics, groups } = snapshot;
    const expiries: RememberedExpiry[] = [];
    groups.forEach(({ id, offsets }, index) => {
      const ofGroup = slots.ofCommit[index] ?? new Int32Array();
      for (let place = 0; place < ofGroup.length; place++) {
        const slot = ofGroup[place] ?? -1;
        const hasLeft = left.has(slot);
        if (Number.isNaN(this.#below.get(slot)) && !hasLeft) continue;
        const partition = offsets.partition[place] ?? -1;
        const topic = topics[partitions.topic[partition] ?? -1];
        const countedTo = this.#countedTo.get(slot);
        const committed = this.#offset.get(slot);
        if (topic === undefined || Number.isNaN(countedTo) || !(countedTo > committed || hasLeft)) continue;
        const number = partitions.number[partition] ?? -1;
        expiries.push({ group: id, topic: topicIdentity(topic), partition: number, committed, countedTo, hasLeft });
      }
    });
    return expiries;
  }

  /** Takes a commit into the books. Answers how many records may be lost by a commit that moved on before it was sure. */
  #see(at: LossMoment, group: ConsumerGroup, place: number, slot: number): number | undefined {
    const { snapshot, tickMs } = at.moment;
    const partition = group.offsets.partition[place] ?? -1;
    const committed = group.offsets.committed[place] ?? NaN;
    const logStart = snapshot.partitions.logStart[partition] ?? NaN;
    const known = this.#offset.get(slot);
    const hasGap = this.#seen.get(slot) !== this.#refresh - 1;
    let suspected: number | undefined;
    if (Number.isNaN(known)) this.#first(at, group.id, partition, committed, logStart, slot);
    else if (committed !== known) {
      suspected = this.#move(known, committed, logStart, slot, hasGap);
    }
    if (committed !== known || hasGap) {
      this.#sinceTick.set(slot, tickMs);
      this.#unmoved.set(slot, 0);
    } else this.#unmoved.set(slot, this.#unmoved.get(slot) + 1);
    this.#offset.set(slot, committed);
    this.#seen.set(slot, this.#refresh);
    if (Number.isNaN(this.#countedTo.get(slot)) && !Number.isNaN(logStart)) {
      this.#countedTo.set(slot, logStart);
      this.#goneBefore.set(slot, logStart);
    }
    const wasBelow = !hasGap && !Number.isNaN(this.#below.get(slot));
    if (committed < logStart) this.#below.set(slot, wasBelow ? this.#below.get(slot) + 1 : 0);
    else this.#below.set(slot, NaN);
    this.#pendingTo.set(slot, committed < logStart ? logStart : NaN);
    return suspected;
  }

  #first(
    { moment: { snapshot }, left }: LossMoment,
    group: string,
    partition: number,
    committed: number,
    logStart: number,
    slot: number,
  ): void {
    if (this.#restored.size > 0) {
      const topic = snapshot.topics[snapshot.partitions.topic[partition] ?? -1];
      const number = snapshot.partitions.number[partition] ?? -1;
      const key = topic === undefined ? '' : keyOf(group, topicIdentity(topic), number);
      const known = this.#restored.get(key);
      this.#restored.delete(key);
      if (known?.committed === committed) {
        this.#countedTo.set(slot, known.countedTo);
        if (known.hasLeft) left.restore(slot);
        return;
      }
    }
    this.#countedTo.set(slot, logStart);
    this.#goneBefore.set(slot, logStart);
  }

  #move(from: number, to: number, logStart: number, slot: number, hasGap: boolean): number | undefined {
    const countedTo = this.#countedTo.get(slot);
    const pendingTo = this.#pendingTo.get(slot);
    if (to < from) {
      // Put back by hand or by a reader: what was deleted before that was not lost by it.
      this.#goneBefore.set(slot, NaN);
      this.#countedTo.set(slot, Math.max(countedTo, logStart));
      return undefined;
    }
    // A commit that advances below the log start is a member's that had fetched the records before.
    if (!(to >= pendingTo)) return undefined;
    this.#goneBefore.set(slot, NaN);
    const records = pendingTo - Math.max(from, countedTo);
    this.#countedTo.set(slot, Math.max(countedTo, pendingTo));
    return !hasGap && records > 0 ? records : undefined;
  }

  /** What is no record, and what members no longer read, is not to be counted. */
  #leaveOut(at: LossMoment, group: ConsumerGroup, index: number, place: number, slot: number): void {
    const { offsets } = group;
    let notCounted = -Infinity;
    if (at.left.has(slot) && !isEmpty(group)) {
      notCounted = at.moment.snapshot.partitions.logStart[offsets.partition[place] ?? -1] ?? NaN;
    } else if ((at.markers[index]?.[place] ?? noMarker) !== noMarker)
      notCounted = (offsets.committed[place] ?? NaN) + 1;
    if (notCounted > this.#countedTo.get(slot)) this.#countedTo.set(slot, notCounted);
    if (notCounted >= this.#goneBefore.get(slot)) this.#goneBefore.set(slot, NaN);
  }

  #conclude(at: LossMoment, judge: GroupJudge, place: number, slot: number): LossEvent[] {
    if (this.#unmoved.get(slot) < stillRefreshes) return [];
    const sure = judge.isSure(place, this.#sinceTick.get(slot), this.#below.get(slot));
    if (!sure) return [];
    const events: LossEvent[] = [];
    const committed = this.#offset.get(slot);
    const goneBefore = this.#goneBefore.get(slot);
    const countedTo = this.#countedTo.get(slot);
    const logStart = this.#pendingTo.get(slot);
    if (goneBefore > committed) events.push(judge.event(place, goneBefore - committed, 'earlier'));
    this.#goneBefore.set(slot, NaN);
    const records = logStart - Math.max(committed, countedTo);
    if (records > 0) events.push(judge.event(place, records, at.left.has(slot) ? 'left' : judge.standing));
    this.#countedTo.set(slot, Math.max(countedTo, logStart));
    return events;
  }
}

/** What is the same for all commits of a group. */
class GroupJudge {
  readonly standing: Standing;
  readonly #at: LossMoment;
  readonly #group: ConsumerGroup;
  readonly #index: number;
  readonly #usualMs: number;
  readonly #isEmpty: boolean;
  readonly #wasEmpty: boolean;
  #assignedTopics: ReadonlySet<number> | undefined;

  constructor(at: LossMoment, group: ConsumerGroup, index: number) {
    this.#at = at;
    this.#group = group;
    this.#index = index;
    this.#usualMs = at.rhythm.usualIntervalMs(group.id);
    this.#isEmpty = isEmpty(group);
    const before = at.groupsBefore.get(group.id);
    this.#wasEmpty = before !== undefined && isEmpty(before);
    const isAbandoned = this.#isEmpty && at.activity.isAbandoned(group.id, at.moment.tickMs);
    this.standing = isAbandoned ? 'abandoned' : 'counted';
  }

  /** Whether a commit below the log start means loss, given since when it stands and for how many refreshes it was below. */
  isSure(place: number, sinceTick: number, below: number): boolean {
    const stillMs = this.#at.moment.tickMs - sinceTick;
    if (stillMs < stillIntervals * this.#usualMs) return false;
    if (this.#isEmpty) return this.#wasEmpty;
    const partition = this.#group.offsets.partition[place] ?? -1;
    return below >= belowRefreshes && this.#isRead(this.#at.moment.snapshot.partitions.topic[partition] ?? -1);
  }

  event(place: number, records: number, standing: Standing): LossEvent {
    const { snapshot } = this.#at.moment;
    const { partition, committed } = this.#group.offsets;
    const dense = partition[place] ?? -1;
    const number = snapshot.partitions.number[dense] ?? -1;
    const readsAhead = !this.#isEmpty || this.#at.activity.commitsAlone(this.#group.id) > 0;
    const bound = standing === 'suspected' || readsAhead ? 'upper' : boundOf(this.#at, dense);
    return {
      group: this.#group.id,
      topic: snapshot.topics[snapshot.partitions.topic[dense] ?? -1]?.name ?? '',
      cause: 'expired',
      records,
      bound,
      standing,
      partitions: [number],
      evidence:
        standing === 'suspected'
          ? `Partition ${number}: the commit was below the log start for a short time and is now at ` +
            `${committed[place] ?? NaN}; the members may have read the records before they were deleted.`
          : `Partition ${number}: the commit stands at ${committed[place] ?? NaN}, and the log now starts at ` +
            `${snapshot.partitions.logStart[dense] ?? NaN}.`,
    };
  }

  /** Whether a member has partitions of the topic: an old commit in a topic that the group left means nothing. */
  #isRead(topic: number): boolean {
    if (this.#assignedTopics === undefined) {
      const { groupStart, topic: topicOf, assigned } = this.#at.groupTopics;
      const read = new Set<number>();
      for (let pair = groupStart[this.#index] ?? 0; pair < (groupStart[this.#index + 1] ?? 0); pair++)
        if ((assigned[pair] ?? 0) > 0) read.add(topicOf[pair] ?? -1);
      this.#assignedTopics = read;
    }
    return this.#assignedTopics.has(topic);
  }
}

function keyOf(group: string, topic: string, partition: number): string {
  return JSON.stringify([group, topic, partition]);
}
