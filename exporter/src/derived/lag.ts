import type { ConsumerGroup, Partitions } from '../snapshot/snapshot.ts';

/**
 * Records between the committed offset and the end, at the same places as the group's offsets (share groups:
 * what the broker says of them). NaN when an end is unknown, and when a commit lies beyond it: that is a
 * breach of the order in which a snapshot is read, see breach.ts, and no lag.
 */
export function lagOf(group: ConsumerGroup, partitions: Partitions): Float64Array {
  if (group.share !== undefined) return group.share.lag;
  const { partition, committed } = group.offsets;
  const lag = new Float64Array(partition.length);
  for (let place = 0; place < lag.length; place++) {
    const behind = (partitions.end[partition[place] ?? -1] ?? NaN) - (committed[place] ?? NaN);
    lag[place] = behind >= 0 ? behind : NaN;
  }
  return lag;
}

/** Sum of the known values at places from .. to; NaN when none is known. */
export function sumOfKnown(values: Float64Array, from: number, to: number): number {
  let sum = NaN;
  for (let place = from; place < to; place++) {
    const value = values[place] ?? NaN;
    if (!Number.isNaN(value)) sum = Number.isNaN(sum) ? value : sum + value;
  }
  return sum;
}
