import type { Past } from '../../derived/state.ts';
import { known } from '../../graph/count.ts';
import type { ObservedCommit } from './form.ts';

/** Burrow keeps ten commits unless it is configured otherwise. */
export const windowLength = 10;

/** Refreshes that nearly always tell enough. Only a commit that stands still makes it necessary to look further back. */
const glance = 2 * windowLength;

/**
 * The last ten refreshes that saw the commit of a group at a place of its offsets, oldest first. Burrow reads every
 * commit from Kafka's log of them; brokers tell only where the newest stands. Hence each refresh counts as one, dated
 * when it was first seen, or as far back as the history goes.
 *
 * @param partition Dense index of the partition at that place.
 */
export function commitWindow(past: Past, group: number, place: number, partition: number): ObservedCommit[] {
  let commits = past.commits(group, place, glance);
  let sight = lookBack(commits);
  if (sight.isOpen && commits.length >= glance) {
    commits = past.commits(group, place);
    sight = lookBack(commits);
  }
  const { seen, sinceAgo } = sight;
  const times = past.times(sinceAgo + 1);
  const ends = past.ends(partition, (seen.at(-1) ?? 0) + 1);
  let since = before(times, sinceAgo);
  let former: number | undefined;
  return seen.reverse().map((ago): ObservedCommit => {
    const offset = before(commits, ago);
    const observedAt = before(times, ago);
    if (former !== undefined && offset !== former) since = observedAt;
    former = offset;
    const lag = Math.max(0, before(ends, ago) - offset);
    return { offset, timestamp: Math.round(since), observedAt: Math.round(observedAt), lag: known(lag) };
  });
}

interface Sight {
  /** How many refreshes ago a commit was seen, the newest first, at most ten. */
  readonly seen: number[];
  /** How many refreshes ago the oldest of them was first seen to be where it is. */
  readonly sinceAgo: number;
  /** It was there from the beginning of what was looked at. */
  readonly isOpen: boolean;
}

function lookBack(commits: Float64Array): Sight {
  const seen: number[] = [];
  let sinceAgo = 0;
  for (let ago = 0; ago < commits.length; ago++) {
    const offset = before(commits, ago);
    if (Number.isNaN(offset)) continue;
    if (seen.length < windowLength) seen.push(ago);
    else if (offset !== before(commits, seen.at(-1) ?? 0)) return { seen, sinceAgo, isOpen: false };
    sinceAgo = ago;
  }
  return { seen, sinceAgo, isOpen: true };
}

/** The newest value that is known; NaN when none is. */
export function newestKnown(column: Float64Array): number {
  return column.findLast((value) => !Number.isNaN(value)) ?? NaN;
}

function before(column: Float64Array, ago: number): number {
  return column[column.length - 1 - ago] ?? NaN;
}
