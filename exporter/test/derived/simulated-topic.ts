import type { FoundOffsets, OffsetsAt } from '../../src/snapshot/follow-up.ts';

/** Partitions whose records came at known times, and a group that reads them and commits every few seconds. */
export interface TopicPlan {
  readonly id: string;
  /** By partition: when each record came, milliseconds, ascending. */
  readonly arrivals: readonly Float64Array[];
  /** Records per second that the group can read of one partition. */
  readonly capacity: number;
  readonly isPaused: (atMs: number) => boolean;
}

/** No multiple of a refresh, so that commits are seen at every age. */
const commitEveryMs = 5_300;

/** One topic and its group at a moment that only moves forward. */
export class SimulatedTopic {
  readonly plan: TopicPlan;
  readonly committed: number[];
  #committedMs: number;

  constructor(plan: TopicPlan, startMs: number) {
    this.plan = plan;
    this.committed = plan.arrivals.map(() => 0);
    this.#committedMs = startMs;
  }

  /** Lets the group read and commit until then. */
  advance(toMs: number): void {
    for (; this.#committedMs + commitEveryMs <= toMs; this.#committedMs += commitEveryMs) {
      const atMs = this.#committedMs + commitEveryMs;
      if (this.plan.isPaused(atMs)) continue;
      this.plan.arrivals.forEach((_, partition) => {
        const most = (this.committed[partition] ?? NaN) + (this.plan.capacity * commitEveryMs) / 1000;
        this.committed[partition] = Math.floor(Math.min(this.end(partition, atMs), most));
      });
    }
  }

  end(partition: number, atMs: number): number {
    return countBefore(this.plan.arrivals[partition] ?? new Float64Array(), atMs, true);
  }

  /** The truth, in seconds. */
  lagSeconds(partition: number, atMs: number): number {
    const oldest = this.plan.arrivals[partition]?.[this.committed[partition] ?? NaN] ?? Infinity;
    return oldest <= atMs ? (atMs - oldest) / 1000 : 0;
  }

  /** What brokers answer at that moment; the records are stamped as they come. */
  find({ partition, timestampMs }: OffsetsAt, atMs: number): FoundOffsets {
    const offset = Float64Array.from(partition, (number, index) => {
      const first = countBefore(this.plan.arrivals[number] ?? new Float64Array(), timestampMs[index] ?? NaN, false);
      return first < this.end(number, atMs) ? first : Infinity;
    });
    return {
      offset,
      timestampMs: offset.map((first, index) => this.plan.arrivals[partition[index] ?? -1]?.[first] ?? NaN),
    };
  }
}

/** How many of the ascending values lie before a moment, or at it. */
function countBefore(values: Float64Array, moment: number, orAt: boolean): number {
  let low = 0;
  let high = values.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    const value = values[middle] ?? NaN;
    if (value < moment || (orAt && value === moment)) low = middle + 1;
    else high = middle;
  }
  return low;
}
