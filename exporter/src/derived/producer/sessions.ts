import type { PartitionProducer } from '../../snapshot/follow-up.ts';
import type { Moment } from '../moment.ts';
import { SequenceCount } from './sequence-count.ts';

/** A producer that has not written for this long is no longer shown, where partitions are asked about more often than that. */
export const activeMs = 900_000;

/** One producer id in one partition. */
export interface Session {
  readonly id: number;
  readonly isTransactional: boolean;
  /** When it last wrote, milliseconds since 1970: by its records, or seen by us, whichever is later. */
  readonly lastMs: number;
  /** Records per second; NaN where its sequences do not tell. */
  readonly rate: number;
}

interface Kept extends Omit<Session, 'rate'> {
  readonly count: SequenceCount;
}

/**
 * Who writes into a partition, from the answers of its leader (DescribeProducers), which come whenever it is its turn
 * and name everybody of the last day: a producer is aged by when it wrote, not by whether it is named.
 */
export class ProducerSessions {
  /** By partition slot. */
  #kept: (ReadonlyMap<number, Kept> | undefined)[] = [];

  update({ answers, slots, tickMs, wallMs }: Moment): void {
    for (const slot of slots.freshPartitions) this.#kept[slot] = undefined;
    for (const [partition, producers] of answers.producers) {
      const slot = slots.ofPartition[partition];
      if (slot === undefined) continue;
      const before = this.#kept[slot];
      const now = new Map<number, Kept>();
      for (const producer of producers) {
        now.set(producer.id, next(before?.get(producer.id), producer, tickMs, wallMs));
      }
      this.#kept[slot] = now.size === 0 ? none : now;
    }
  }

  /** Whether the leader of the partition under a slot named anybody. */
  has(slot: number): boolean {
    return (this.#kept[slot]?.size ?? 0) > 0;
  }

  /** Whether the leader of the partition under a slot was ever asked. */
  wereAsked(slot: number): boolean {
    return this.#kept[slot] !== undefined;
  }

  /** Those who wrote to the partition under a slot no longer ago than `ageMs`. */
  *of(slot: number, wallMs: number, ageMs: number): Iterable<Session> {
    for (const { id, isTransactional, lastMs, count } of this.#kept[slot]?.values() ?? []) {
      if (Math.abs(wallMs - lastMs) <= ageMs) yield { id, isTransactional, lastMs, rate: count.rate };
    }
  }
}

const none: ReadonlyMap<number, Kept> = new Map();

function next(before: Kept | undefined, producer: PartitionProducer, tickMs: number, wallMs: number): Kept {
  const { id, epoch, lastSequence, lastTimestampMs, coordinatorEpoch, transactionStart } = producer;
  const count = before?.count ?? new SequenceCount();
  const hasWritten = count.see(tickMs, epoch, lastSequence);
  // The clock of a producer may be ahead of ours.
  const byRecords = Math.min(lastTimestampMs, wallMs);
  return {
    id,
    isTransactional: coordinatorEpoch >= 0 || transactionStart >= 0,
    lastMs: hasWritten === true ? wallMs : (before?.lastMs ?? byRecords),
    count,
  };
}
