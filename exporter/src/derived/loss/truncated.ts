import { noQuestions, type Questions } from '../../snapshot/follow-up.ts';
import type { Snapshot } from '../../snapshot/snapshot.ts';
import { topicIdentity } from '../../snapshot/topic-identity.ts';
import { Column } from '../column.ts';
import type { Moment } from '../moment.ts';
import type { RememberedTopic } from '../remembered.ts';
import type { Slots } from '../slots.ts';
import type { LossEvent } from './loss-event.ts';
import { boundOf, type LossMoment } from './loss-moment.ts';

/** A leader that serves offsets and still says nothing of an epoch is asked this often before it is left alone. */
const mostTries = 3;

/**
 * Acknowledged records that an unclean leader election took away. The newest (leader epoch, high watermark) of each
 * partition is remembered; when its leader epoch has risen, the leader is asked where it ends the remembered epoch.
 * An end below the remembered high watermark proves the loss, also when new records have covered the gap since. The
 * pair is replaced only when that question is settled, so that refreshes may fail and the exporter restart meanwhile.
 */
export class Truncated {
  readonly #epoch = new Column(NaN);
  readonly #highWatermark = new Column(NaN);
  readonly #logStart = new Column(NaN);
  readonly #checkedEpoch = new Column(NaN);
  readonly #tries = new Column(0);
  #restored = new Map<string, RememberedTopic>();
  #prepared: Snapshot | undefined;
  /** Whether anything changed since it was last told what to remember. */
  hasChanged = false;
  /** Dense partitions of the newest questions. */
  #asked = new Int32Array();

  restore(topics: readonly RememberedTopic[]): void {
    this.#restored = new Map(topics.map((topic) => [topicIdentity(topic), topic]));
  }

  questions(moment: Moment): Questions['epochEnds'] {
    this.#prepare(moment);
    const { partitions } = moment.snapshot;
    const asked: number[] = [];
    for (let partition = 0; partition < partitions.count; partition++) {
      if ((partitions.leader[partition] ?? -1) < 0) continue;
      const slot = moment.slots.ofPartition[partition] ?? -1;
      if (leaderEpochOf(moment, partition) > this.#checkedEpoch.get(slot)) asked.push(partition);
    }
    this.#asked = Int32Array.from(asked);
    if (asked.length === 0) return noQuestions.epochEnds;
    return {
      partition: this.#asked,
      leaderEpoch: this.#asked.map((partition) => leaderEpochOf(moment, partition)),
      epoch: this.#asked.map((partition) => this.#epoch.get(moment.slots.ofPartition[partition] ?? -1)),
    };
  }

  update(at: LossMoment): LossEvent[] {
    const { moment } = at;
    this.#prepare(moment);
    const events: LossEvent[] = [];
    this.#asked.forEach((partition, place) => {
      const event = this.#settle(at, partition, moment.answers.epochEnds[place] ?? NaN);
      if (event !== undefined) events.push(event);
    });
    this.#asked = new Int32Array();
    const { count, end, endEpoch, logStart } = moment.snapshot.partitions;
    for (let partition = 0; partition < count; partition++) {
      const slot = moment.slots.ofPartition[partition] ?? -1;
      // An older epoch is not yet settled: its pair stays until it is.
      if (leaderEpochOf(moment, partition) > this.#checkedEpoch.get(slot)) continue;
      this.#advance(slot, endEpoch[partition] ?? -1, end[partition] ?? NaN, logStart[partition] ?? NaN);
    }
    return events;
  }

  /** What to keep of the topics of a snapshot, and of those that were restored and not seen since. */
  remember(snapshot: Snapshot, slots: Slots): RememberedTopic[] {
    const [epoch, highWatermark, logStart, checkedEpoch] = [
      byPartition(this.#epoch, slots),
      byPartition(this.#highWatermark, slots),
      byPartition(this.#logStart, slots),
      byPartition(this.#checkedEpoch, slots),
    ];
    const topics = snapshot.topics.map(({ id, name, firstPartition, partitionCount }): RememberedTopic => {
      const end = firstPartition + partitionCount;
      return {
        id,
        name,
        epoch: epoch.subarray(firstPartition, end),
        highWatermark: highWatermark.subarray(firstPartition, end),
        logStart: logStart.subarray(firstPartition, end),
        checkedEpoch: checkedEpoch.subarray(firstPartition, end),
      };
    });
    this.hasChanged = false;
    return [...topics, ...this.#restored.values()];
  }

  #prepare({ snapshot, slots }: Moment): void {
    if (this.#prepared === snapshot) return;
    this.#prepared = snapshot;
    for (const column of [this.#epoch, this.#highWatermark, this.#logStart, this.#checkedEpoch, this.#tries])
      column.prepare(slots.partitionSlots, slots.freshPartitions);
    if (this.#restored.size === 0) return;
    for (const topic of snapshot.topics) {
      const known = this.#restored.get(topicIdentity(topic));
      if (known === undefined) continue;
      // One that is listed without partitions, because of an error, is not there yet.
      if (topic.partitionCount === 0) continue;
      this.#restored.delete(topicIdentity(topic));
      for (let number = 0; number < topic.partitionCount; number++) {
        const slot = slots.ofPartition[topic.firstPartition + number] ?? -1;
        this.#epoch.set(slot, known.epoch[number] ?? NaN);
        this.#highWatermark.set(slot, known.highWatermark[number] ?? NaN);
        this.#logStart.set(slot, known.logStart[number] ?? NaN);
        this.#checkedEpoch.set(slot, known.checkedEpoch[number] ?? NaN);
      }
    }
  }

  /** @param epochEnd Where the leader ends the remembered epoch; NaN when unknown. */
  #settle(at: LossMoment, partition: number, epochEnd: number): LossEvent | undefined {
    const { snapshot, slots } = at.moment;
    const slot = slots.ofPartition[partition] ?? -1;
    const end = snapshot.partitions.end[partition] ?? NaN;
    const logStart = snapshot.partitions.logStart[partition] ?? NaN;
    // Without its offsets of this refresh the answer cannot be judged: asked again in the next one.
    if (Number.isNaN(end) || Number.isNaN(logStart)) return undefined;
    if (Number.isNaN(epochEnd)) {
      this.#tries.set(slot, this.#tries.get(slot) + 1);
      if (this.#tries.get(slot) >= mostTries) this.#begin(slot, at.moment, partition);
      return undefined;
    }
    const epoch = this.#epoch.get(slot);
    const highWatermark = this.#highWatermark.get(slot);
    const logStartThen = this.#logStart.get(slot);
    if (epochEnd >= highWatermark) {
      this.#checked(slot, at.moment, partition);
      return undefined;
    }
    this.#begin(slot, at.moment, partition);
    // The records around the end of that epoch were deleted by now, and with them what is known of its end.
    if (logStart > logStartThen && epochEnd <= logStart) return undefined;
    const records = highWatermark - Math.max(epochEnd, logStartThen);
    if (!(records > 0)) return undefined;
    const { topic, number } = snapshot.partitions;
    return {
      group: undefined,
      topic: snapshot.topics[topic[partition] ?? -1]?.name ?? '',
      cause: 'truncated',
      records,
      bound: boundOf(at, partition) === 'upper' ? 'upper' : 'lower',
      standing: 'counted',
      partitions: [number[partition] ?? -1],
      evidence:
        `Partition ${number[partition] ?? -1}: records up to offset ${highWatermark} were acknowledged under leader ` +
        `epoch ${epoch}, but the leader of epoch ${leaderEpochOf(at.moment, partition)} ends that epoch at ${epochEnd}. ` +
        'What was acknowledged after the last refresh before the election is not known.',
    };
  }

  /** Nothing was lost up to the present epoch: the acknowledged records are in the present leader's log. */
  #checked(slot: number, moment: Moment, partition: number): void {
    const acknowledged = this.#highWatermark.get(slot);
    this.#begin(slot, moment, partition);
    // A new leader may take a moment until its high watermark is where the old one's was.
    this.#highWatermark.set(slot, Math.max(acknowledged, this.#highWatermark.get(slot)));
  }

  /** Takes what is there now for the new pair. */
  #begin(slot: number, moment: Moment, partition: number): void {
    const { end, endEpoch, logStart } = moment.snapshot.partitions;
    const leaderEpoch = leaderEpochOf(moment, partition);
    const epoch = endEpoch[partition] ?? -1;
    this.#epoch.set(slot, epoch < 0 ? leaderEpoch : epoch);
    this.#highWatermark.set(slot, end[partition] ?? NaN);
    this.#logStart.set(slot, logStart[partition] ?? NaN);
    this.#checkedEpoch.set(slot, leaderEpoch);
    this.#tries.set(slot, 0);
    this.hasChanged = true;
  }

  #advance(slot: number, epoch: number, end: number, logStart: number): void {
    // Brokers before ListOffsets v4 give no epoch; an older one comes from a broker that leads no more.
    if (epoch < 0 || Number.isNaN(end) || Number.isNaN(logStart) || epoch < this.#epoch.get(slot)) return;
    if (Number.isNaN(this.#checkedEpoch.get(slot))) this.#checkedEpoch.set(slot, epoch);
    const acknowledged = this.#highWatermark.get(slot);
    const isSame = end === acknowledged && epoch === this.#epoch.get(slot) && logStart === this.#logStart.get(slot);
    if (isSame) return;
    this.hasChanged = true;
    this.#epoch.set(slot, epoch);
    this.#highWatermark.set(slot, acknowledged > end ? acknowledged : end);
    this.#logStart.set(slot, logStart);
  }
}

/** What is known of the present leader's epoch: metadata and offsets are read one after the other. */
function leaderEpochOf({ snapshot }: Moment, partition: number): number {
  const { leaderEpoch, endEpoch } = snapshot.partitions;
  return Math.max(leaderEpoch[partition] ?? -1, endEpoch[partition] ?? -1);
}

function byPartition(column: Column, { ofPartition }: Slots): Float64Array {
  const values = new Float64Array(ofPartition.length);
  for (let partition = 0; partition < values.length; partition++)
    values[partition] = column.get(ofPartition[partition] ?? -1);
  return values;
}
