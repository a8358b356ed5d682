import type { ConsumerGroup } from '../../snapshot/snapshot.ts';
import { Column } from '../column.ts';
import { CoordinatorEpochs } from './coordinator-epochs.ts';
import type { LossEvent } from './loss-event.ts';
import type { LossMoment } from './loss-moment.ts';
import { isReadable } from './readable-group.ts';

/**
 * A commit, or a group with all of its commits, is gone once it was missing for so many refreshes from the coordinator
 * that had it. Until its next coordinator has loaded it, a group is listed nowhere.
 */
const goneRefreshes = 5;
/** After a clean election a high watermark may stand below commits for a moment. */
const beyondEndRefreshes = 2;
/** What has gone keeps its slots for this long. */
const rememberMs = 600_000;

interface GroupEntry {
  /** Slots of its newest commits, and of their partitions, at the same places. */
  commits: Int32Array;
  partitions: Int32Array;
  /** Tick at which it was last read. */
  seenTick: number;
  /** Epoch of its coordinator when it was last read. */
  epoch: number;
  /** In how many refreshes it was missing since. */
  absent: number;
  /** Commits that are missing although the group was read, by their slot. */
  readonly missing: Map<number, Missing>;
}

interface Missing {
  readonly partition: number;
  /** In how many refreshes in a row. */
  refreshes: number;
}

/**
 * Consumers that found no valid commit start where auto.offset.reset says. Where commits vanished or were out of range
 * and the next ones lie above the log start, records in between may have been skipped, or just read: suspected only.
 */
export class Reset {
  readonly #offset = new Column(NaN);
  /** The last commit before it vanished, or that is out of range; NaN when all is well. */
  readonly #lost = new Column(NaN);
  /** For how many refreshes the commit has been beyond the end. */
  readonly #beyond = new Column(0);
  readonly #partitionSeen = new Column(NaN);
  readonly #groups = new Map<string, GroupEntry>();
  #refresh = 0;

  update({ moment }: LossMoment): LossEvent[] {
    const { snapshot, slots } = moment;
    for (const column of [this.#offset, this.#lost, this.#beyond])
      column.prepare(slots.commitSlots, slots.freshCommits);
    this.#partitionSeen.prepare(slots.partitionSlots, slots.freshPartitions);
    this.#refresh++;
    for (const slot of slots.ofPartition) this.#partitionSeen.set(slot, this.#refresh);
    const epochs = new CoordinatorEpochs(snapshot);
    const events: LossEvent[] = [];
    const listed = new Set<string>();
    snapshot.groups.forEach((group, index) => {
      listed.add(group.id);
      if (!isReadable(group)) return;
      const commits = slots.ofCommit[index] ?? new Int32Array();
      this.#enter(group, commits, moment, epochs.of(group.id));
      for (let place = 0; place < commits.length; place++) {
        const event = this.#see(group, place, commits[place] ?? -1, moment);
        if (event !== undefined) events.push(event);
      }
    });
    this.#leave(listed, moment.tickMs, epochs);
    return events;
  }

  /** Marks commits that are no longer there. */
  #enter(group: ConsumerGroup, commits: Int32Array, { slots, tickMs }: LossMoment['moment'], epoch: number): void {
    const before = this.#groups.get(group.id);
    const entry = before !== undefined && tickMs - before.seenTick <= rememberMs ? before : undefined;
    const missing = entry?.missing ?? new Map<number, Missing>();
    if (entry !== undefined && entry.commits !== commits) {
      const present = new Set(commits);
      for (const slot of present) missing.delete(slot);
      entry.commits.forEach((slot, place) => {
        if (!present.has(slot)) missing.set(slot, { partition: entry.partitions[place] ?? -1, refreshes: 0 });
      });
    }
    if (entry?.epoch !== epoch) for (const commit of missing.values()) commit.refreshes = 0;
    this.#miss(missing);
    const now = { seenTick: tickMs, epoch, absent: 0 };
    if (entry?.commits === commits) {
      Object.assign(entry, now);
    } else {
      const partitions = group.offsets.partition.map((partition) => slots.ofPartition[partition] ?? -1);
      this.#groups.set(group.id, { commits, partitions, missing, ...now });
    }
  }

  /** One more refresh without these commits. Where the partition is hidden, too, nothing can be said of them. */
  #miss(missing: Map<number, Missing>): void {
    for (const [slot, commit] of missing) {
      commit.refreshes++;
      if (this.#partitionSeen.get(commit.partition) !== this.#refresh) missing.delete(slot);
      else if (commit.refreshes === goneRefreshes) this.#lost.set(slot, this.#offset.get(slot));
    }
  }

  #see(group: ConsumerGroup, place: number, slot: number, { snapshot }: LossMoment['moment']): LossEvent | undefined {
    const { partitions, topics } = snapshot;
    const partition = group.offsets.partition[place] ?? -1;
    const committed = group.offsets.committed[place] ?? NaN;
    const logStart = partitions.logStart[partition] ?? NaN;
    const end = partitions.end[partition] ?? NaN;
    const lost = this.#lost.get(slot);
    const wasBeyond = this.#beyond.get(slot) >= beyondEndRefreshes;
    this.#offset.set(slot, committed);
    this.#beyond.set(slot, committed > end ? this.#beyond.get(slot) + 1 : 0);
    const isOut = committed < logStart || this.#beyond.get(slot) >= beyondEndRefreshes;
    this.#lost.set(slot, isOut ? committed : NaN);
    if (Number.isNaN(lost) || committed === lost || !(committed > logStart) || committed > end) return undefined;
    const records = Math.min(committed, end) - Math.max(lost, logStart);
    if (!wasBeyond && !(records > 0)) return undefined;
    const number = partitions.number[partition] ?? -1;
    return {
      group: group.id,
      topic: topics[partitions.topic[partition] ?? -1]?.name ?? '',
      cause: 'reset',
      records: wasBeyond ? undefined : records,
      bound: 'upper',
      standing: 'suspected',
      partitions: [number],
      evidence:
        `Partition ${number}: the commit ${lost} was gone or out of range, and the next one is ${committed}, above the ` +
        `log start ${logStart}. Whether the records below it were read or skipped cannot be seen.`,
    };
  }

  /**
   * Groups of silent coordinators are still listed. One that is not, while its coordinator is the same, has been deleted,
   * or its commits have expired.
   */
  #leave(listed: ReadonlySet<string>, tickMs: number, epochs: CoordinatorEpochs): void {
    for (const [id, entry] of this.#groups) {
      if (tickMs - entry.seenTick > rememberMs) this.#groups.delete(id);
      if (listed.has(id) || epochs.of(id) !== entry.epoch) continue;
      entry.absent++;
      if (entry.absent !== goneRefreshes) continue;
      entry.commits.forEach((slot, place) => {
        const isListed = this.#partitionSeen.get(entry.partitions[place] ?? -1) === this.#refresh;
        if (isListed) this.#lost.set(slot, this.#offset.get(slot));
      });
    }
  }
}
