import type { PartitionProducer } from '../snapshot/follow-up.ts';
import { Column } from './column.ts';
import { markers, type Marker, type Markers } from './marker.ts';
import type { Moment } from './moment.ts';
import type { OffsetRings } from './offset-rings.ts';

export interface TransactionalPartitionsOptions {
  /** They hold a refresh already when it is judged. */
  readonly rings: OffsetRings;
  /** Whether brokers may be asked for producers (DescribeProducers, which needs READ on topics). */
  readonly askProducers: boolean;
  /** Partitions asked about in one refresh at most. */
  readonly maxQuestions?: number;
}

const no = markers.indexOf('no');
const maybe = markers.indexOf('maybe');
const yes = markers.indexOf('yes');
/** A partition without transactions may get some later. */
const askAgainMs = 3_600_000;

/**
 * Which partitions are written by transactions. Once seen, it is remembered for as long as the partition is there:
 * brokers forget their producers after a day, and the markers stay. Seen is a producer with a coordinator epoch; or,
 * without any right, that the last stable offset stays below the end over two refreshes under one leader: only an
 * open transaction holds it back, as it is read after the end. A marker comes with records: where a single offset
 * came by itself while no transaction was open, records are written without one, until the contrary is seen.
 */
export class TransactionalPartitions {
  readonly #rings: OffsetRings;
  readonly #askProducers: boolean;
  readonly #maxQuestions: number;
  /** By partition slot: 1 transactional, 0 not as far as was seen, NaN unknown. */
  readonly #known = new Column(NaN);
  readonly #askedTick = new Column(-Infinity);
  /** Leader epoch under which the last stable offset was below the end at the refresh before; NaN when it was not. */
  readonly #heldBackEpoch = new Column(NaN);
  /** The end at the refresh before, when no transaction was open. */
  readonly #seenEnd = new Column(NaN);
  #markers: Markers = [];

  constructor({ rings, askProducers, maxQuestions = 500 }: TransactionalPartitionsOptions) {
    this.#rings = rings;
    this.#askProducers = askProducers;
    this.#maxQuestions = maxQuestions;
  }

  /** Partitions where the answer decides whether a group has anything left to read, once and again each hour. */
  questions(moment: Moment): Int32Array {
    const { snapshot, slots, tickMs } = moment;
    const columns = [this.#known, this.#askedTick, this.#heldBackEpoch, this.#seenEnd];
    for (const column of columns) column.prepare(slots.partitionSlots, slots.freshPartitions);
    this.#noteStable(moment);
    const asked: number[] = [];
    if (!this.#askProducers) return new Int32Array();
    snapshot.groups.forEach(({ offsets }, group) => {
      for (let place = 0; place < offsets.partition.length && asked.length < this.#maxQuestions; place++) {
        if (!this.#isOneAndStill(moment, group, place)) continue;
        const partition = offsets.partition[place] ?? -1;
        const slot = slots.ofPartition[partition] ?? -1;
        if (this.#known.get(slot) === 1 || tickMs - this.#askedTick.get(slot) < askAgainMs) continue;
        this.#askedTick.set(slot, tickMs);
        asked.push(partition);
      }
    });
    return Int32Array.from(asked).sort();
  }

  update(moment: Moment): Markers {
    const { snapshot, slots, answers } = moment;
    for (const [partition, producers] of answers.producers) {
      const slot = slots.ofPartition[partition] ?? -1;
      if (producers.some(usesTransactions)) this.#known.set(slot, 1);
      else if (producers.length > 0 && this.#known.get(slot) !== 1) this.#known.set(slot, 0);
    }
    this.#markers = snapshot.groups.map(({ offsets, share }, group) => {
      const codes = new Uint8Array((share ?? offsets).partition.length).fill(no);
      if (share !== undefined) return codes;
      offsets.partition.forEach((partition, place) => {
        if (!this.#isOneAndStill(moment, group, place)) return;
        const known = this.#known.get(slots.ofPartition[partition] ?? -1);
        codes[place] = known === 1 ? yes : known === 0 ? no : maybe;
      });
      return codes;
    });
    return this.#markers;
  }

  /** Whether the partition under a slot is known to hold markers of transactions; undefined when nobody knows. */
  isTransactional(partitionSlot: number): boolean | undefined {
    const known = this.#known.get(partitionSlot);
    return Number.isNaN(known) ? undefined : known === 1;
  }

  /** As the newest update found it. */
  isMarkerOnly(group: number, place: number): Marker {
    return markers[this.#markers[group]?.[place] ?? no] ?? 'no';
  }

  /** Whether the end is one above the commit, as at the refresh before, and no transaction is open there. */
  #isOneAndStill({ snapshot, slots }: Moment, group: number, place: number): boolean {
    const { offsets } = snapshot.groups[group] ?? noGroup;
    const partition = offsets.partition[place] ?? -1;
    const committed = offsets.committed[place] ?? NaN;
    const end = snapshot.partitions.end[partition] ?? NaN;
    if (end - committed !== 1 || (snapshot.partitions.lastStable[partition] ?? NaN) < end) return false;
    const before = this.#rings.length - 2;
    return (
      this.#rings.end(before, slots.ofPartition[partition] ?? -1) === end &&
      this.#rings.commit(before, slots.ofCommit[group]?.[place] ?? -1) === committed
    );
  }

  #noteStable({ snapshot, slots }: Moment): void {
    const { count, end: ends, endEpoch, lastStable } = snapshot.partitions;
    for (let partition = 0; partition < count; partition++) {
      const slot = slots.ofPartition[partition] ?? -1;
      const end = ends[partition] ?? NaN;
      const stable = lastStable[partition] ?? NaN;
      if (stable >= end) {
        // Equal: nothing came between the two questions, and no transaction was open.
        const isLone = stable === end && this.#seenEnd.get(slot) === end - 1;
        if (isLone && this.#known.get(slot) !== 1) this.#known.set(slot, 0);
        this.#seenEnd.set(slot, stable === end ? end : NaN);
        this.#heldBackEpoch.set(slot, NaN);
        continue;
      }
      this.#seenEnd.set(slot, NaN);
      const epoch = stable < end ? (endEpoch[partition] ?? -1) : NaN;
      if (epoch >= 0 && this.#heldBackEpoch.get(slot) === epoch) this.#known.set(slot, 1);
      this.#heldBackEpoch.set(slot, epoch);
    }
  }
}

/** From its first record within a transaction on, and by the marker that a transaction coordinator wrote for it. */
function usesTransactions({ coordinatorEpoch, transactionStart }: PartitionProducer): boolean {
  return coordinatorEpoch >= 0 || transactionStart >= 0;
}

const noGroup = { offsets: { partition: new Int32Array(), committed: new Float64Array() } };
