import { Column } from '../column.ts';
import type { Moment } from '../moment.ts';

/**
 * Whose turn it is to be asked about: partitions whose end has moved since they were. Where these are
 * more than the budget, half of it goes to those that moved the most, half to all others in turn.
 */
export class PartitionTurns {
  readonly #budget: number;
  readonly #askedEnd = new Column(NaN);
  /** Dense partition at which the next turn begins. */
  #next = 0;
  #askedTick = NaN;
  /** How long it takes at most until every partition that moves was asked about, milliseconds. */
  turnMs = 0;

  /** @param budget Partitions asked about in one refresh at most. */
  constructor(budget: number) {
    this.#budget = budget;
  }

  /** @param already Partitions that are asked anyway; they count. */
  questions({ snapshot, slots, tickMs }: Moment, already: Int32Array = new Int32Array()): Int32Array {
    this.#askedEnd.prepare(slots.partitionSlots, slots.freshPartitions);
    const { count, end, leader, topic } = snapshot.partitions;
    const waiting: number[] = [];
    for (let partition = 0; partition < count; partition++) {
      // Brokers write these themselves, for others: commits within a transaction bear its producer id.
      if (snapshot.topics[topic[partition] ?? -1]?.internal === true) continue;
      const moved = (end[partition] ?? NaN) !== this.#askedEnd.get(slots.ofPartition[partition] ?? -1);
      if (moved && (end[partition] ?? NaN) > 0 && (leader[partition] ?? -1) >= 0) waiting.push(partition);
    }
    const betweenMs = tickMs - this.#askedTick;
    this.#askedTick = tickMs;
    if (waiting.length <= this.#budget) this.turnMs = 0;
    else if (betweenMs > 0) this.turnMs = (waiting.length / (this.#budget / 2)) * betweenMs;
    const chosen = new Set(already);
    if (waiting.length <= this.#budget) for (const partition of waiting) chosen.add(partition);
    else this.#choose(waiting, chosen, (partition) => this.#distance(partition, snapshot.partitions.end, slots));
    for (const partition of chosen) this.#askedEnd.set(slots.ofPartition[partition] ?? -1, end[partition] ?? NaN);
    return Int32Array.from(chosen).sort();
  }

  #choose(waiting: readonly number[], chosen: Set<number>, distance: (partition: number) => number): void {
    const distances = Float64Array.from(waiting, distance).sort();
    const atLeast = distances.at(-this.#budget / 2) ?? Infinity;
    for (const partition of waiting) {
      if (chosen.size >= this.#budget / 2) break;
      if (distance(partition) >= atLeast) chosen.add(partition);
    }
    const first = waiting.findIndex((partition) => partition >= this.#next);
    const start = Math.max(first, 0);
    for (let i = 0; i < waiting.length && chosen.size < this.#budget; i++) {
      const partition = waiting[(start + i) % waiting.length] ?? -1;
      chosen.add(partition);
      this.#next = partition + 1;
    }
  }

  /** How far the end has moved; 0 for a partition that was never asked: it comes in its turn. */
  #distance(partition: number, end: Float64Array, { ofPartition }: Moment['slots']): number {
    const moved = (end[partition] ?? NaN) - this.#askedEnd.get(ofPartition[partition] ?? -1);
    return Number.isNaN(moved) ? 0 : Math.abs(moved);
  }
}
