import type { ConsumerGroup } from '../../snapshot/snapshot.ts';
import { Column } from '../column.ts';
import type { LossEvent, Standing } from './loss-event.ts';
import { boundOf, type LossMoment } from './loss-moment.ts';
import { isEmpty, isReadable } from './readable-group.ts';

/** A stretch of refreshes in which a group had no members. */
interface Idle {
  readonly epoch: number | undefined;
  /** Whether it was seen with members before. */
  readonly hadMembers: boolean;
  /** In how many of these refreshes a commit of the group moved. */
  moves: number;
  /** Number of the newest of these refreshes. */
  seen: number;
  /** Slots of commits that moved, with the dense partitions of that refresh and what was known then. */
  readonly moved: Map<number, Move>;
}

interface Move {
  readonly from: number;
  readonly to: number;
  readonly logStart: number;
  readonly end: number;
  /** Number of the refresh that saw it. */
  readonly seen: number;
}

/**
 * Records that a group never reads as its commit was moved forward by hand while it had no members. The epoch of a
 * KIP-848 group shows that nobody was a member in between; that of a classic group cannot be seen, hence a short-lived
 * member may have read them: suspected only. Settled when members return, as the commit may be moved back until then.
 * A refresh describes a group before it fetches its commits, and a member may join in between: what moved is proved
 * only by a later refresh that still shows nobody.
 */
export class Skipped {
  /** Where a commit was when the group became empty, and where it was last. */
  readonly #from = new Column(NaN);
  readonly #last = new Column(NaN);
  /** Number of the refresh in which the commit was last seen. */
  readonly #seen = new Column(NaN);
  readonly #idle = new Map<string, Idle>();
  #refresh = 0;

  update(at: LossMoment): LossEvent[] {
    const { snapshot, slots, before } = at.moment;
    for (const column of [this.#from, this.#last, this.#seen]) column.prepare(slots.commitSlots, slots.freshCommits);
    this.#refresh = before === undefined ? this.#refresh + 2 : this.#refresh + 1;
    const events: LossEvent[] = [];
    snapshot.groups.forEach((group, index) => {
      if (group.type !== 'consumer' && group.type !== 'classic') return;
      if (!isReadable(group)) return;
      const ofGroup = slots.ofCommit[index] ?? new Int32Array();
      const idle = this.#idleBefore(group.id);
      if (idle !== undefined && (!isEmpty(group) || idle.epoch !== group.epoch)) {
        events.push(...this.#settle(at, group, ofGroup, idle));
        this.#idle.delete(group.id);
      }
      if (isEmpty(group)) this.#watch(at, group, ofGroup);
    });
    for (const [id, { seen }] of this.#idle) if (seen < this.#refresh) this.#idle.delete(id);
    return events;
  }

  /** The stretch that the refresh right before belongs to; nothing is concluded over a gap. */
  #idleBefore(group: string): Idle | undefined {
    const idle = this.#idle.get(group);
    return idle?.seen === this.#refresh - 1 ? idle : undefined;
  }

  #watch({ moment, activity }: LossMoment, { id, epoch, offsets }: ConsumerGroup, ofGroup: Int32Array): void {
    const { logStart, end } = moment.snapshot.partitions;
    let idle = this.#idleBefore(id);
    if (idle === undefined) {
      idle = { epoch, hadMembers: activity.hadMembers(id), moves: 0, seen: this.#refresh, moved: new Map() };
      this.#idle.set(id, idle);
      ofGroup.forEach((slot, place) => {
        this.#from.set(slot, offsets.committed[place] ?? NaN);
        this.#last.set(slot, offsets.committed[place] ?? NaN);
        this.#seen.set(slot, this.#refresh);
      });
      return;
    }
    idle.seen = this.#refresh;
    let hasMoved = false;
    for (let place = 0; place < ofGroup.length; place++) {
      const slot = ofGroup[place] ?? -1;
      const committed = offsets.committed[place] ?? NaN;
      const last = this.#last.get(slot);
      const hasGap = this.#seen.get(slot) !== this.#refresh - 1;
      this.#seen.set(slot, this.#refresh);
      if (committed === last) continue;
      this.#last.set(slot, committed);
      // A commit that could not be seen for a while (rights were revoked) may have been moved by a member meanwhile.
      if (hasGap) {
        this.#from.set(slot, committed);
        continue;
      }
      hasMoved = true;
      const partition = offsets.partition[place] ?? -1;
      const from = this.#from.get(slot);
      const first = idle.moved.get(slot)?.logStart ?? logStart[partition] ?? NaN;
      idle.moved.set(slot, {
        from,
        to: committed,
        logStart: first,
        end: end[partition] ?? NaN,
        seen: this.#refresh,
      });
    }
    if (hasMoved) idle.moves++;
  }

  #settle(at: LossMoment, group: ConsumerGroup, ofGroup: Int32Array, idle: Idle): LossEvent[] {
    if (idle.moved.size === 0 || !idle.hadMembers) return [];
    const isClassic = group.type === 'classic';
    // Commits that move again and again without members are those of a reader that is never seen, not of a person.
    if (isClassic && at.activity.commitsAlone(group.id) > 1) return [];
    const mayProve = !isClassic && idle.epoch !== undefined && idle.moves === 1;
    const isAbandoned = isEmpty(group) && at.activity.isAbandoned(group.id, at.moment.tickMs);
    const { snapshot } = at.moment;
    const events: LossEvent[] = [];
    ofGroup.forEach((slot, place) => {
      const move = idle.moved.get(slot);
      if (move === undefined) return;
      const partition = group.offsets.partition[place] ?? -1;
      // It may have been moved back in the last moment.
      const to = Math.min(move.to, move.end, group.offsets.committed[place] ?? NaN);
      const records = to - Math.max(move.from, move.logStart);
      if (!(records > 0)) return;
      const number = snapshot.partitions.number[partition] ?? -1;
      const isProved = mayProve && move.seen < idle.seen;
      const standing: Standing = !isProved ? 'suspected' : isAbandoned ? 'abandoned' : 'counted';
      events.push({
        group: group.id,
        topic: snapshot.topics[snapshot.partitions.topic[partition] ?? -1]?.name ?? '',
        cause: 'skipped',
        records,
        bound: isProved ? boundOf(at, partition) : 'upper',
        standing,
        partitions: [number],
        evidence:
          `Partition ${number}: while the group had no members its commit moved from ${move.from} to ${move.to}` +
          (isProved ? `, and its epoch stayed ${idle.epoch}.` : '; a reader that was not seen may have done so.'),
      });
    });
    return events;
  }
}
