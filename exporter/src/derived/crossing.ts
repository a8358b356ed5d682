import type { OffsetRings } from './offset-rings.ts';

/** The refreshes around the latest instant at which a partition's end was at or below an offset. */
export interface Crossing {
  /** Column of the later one; it had more than the offset. */
  readonly above: number;
  /** Column of the earlier one; -1 when the history does not reach back to it. */
  readonly below: number;
}

/**
 * @returns undefined unless the newest column has an end above the offset. Missed refreshes are skipped: the two
 * columns are the closest that are known.
 */
export function findCrossing(rings: OffsetRings, partitionSlot: number, offset: number): Crossing | undefined {
  const newest = rings.length - 1;
  if (!(rings.end(newest, partitionSlot) > offset)) return undefined;
  return rings.hasFallen(partitionSlot)
    ? searchEach(rings, partitionSlot, offset, newest)
    : searchHalves(rings, partitionSlot, offset, newest);
}

/** An end that went back may have passed the offset several times. */
function searchEach(rings: OffsetRings, partitionSlot: number, offset: number, newest: number): Crossing {
  let above = newest;
  for (let column = newest - 1; column >= 0; column--) {
    const end = rings.end(column, partitionSlot);
    if (end <= offset) return { above, below: column };
    if (end > offset) above = column;
  }
  return { above, below: -1 };
}

/** Ends that only grow have passed it once. */
function searchHalves(rings: OffsetRings, partitionSlot: number, offset: number, newest: number): Crossing {
  let above = newest;
  let below = -1;
  let from = -1;
  let to = newest;
  while (to - from > 1) {
    const middle = Math.floor((from + to) / 2);
    let known = middle;
    while (known > from && Number.isNaN(rings.end(known, partitionSlot))) known--;
    if (known === from) from = middle;
    else if (rings.end(known, partitionSlot) <= offset) {
      below = known;
      from = middle;
    } else {
      above = known;
      to = known;
    }
  }
  return { above, below };
}

/** Tick of the instant, as if records had come evenly between the two refreshes, each in the middle of its share. */
export function crossingTick(rings: OffsetRings, partitionSlot: number, offset: number, crossing: Crossing): number {
  const fromTick = rings.tick(crossing.below);
  const fromEnd = rings.end(crossing.below, partitionSlot);
  const share = (offset - fromEnd + 0.5) / (rings.end(crossing.above, partitionSlot) - fromEnd);
  return fromTick + share * (rings.tick(crossing.above) - fromTick);
}
