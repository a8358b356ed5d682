import type { Past } from '../../derived/state.ts';
import { known } from '../../graph/count.ts';
import type { ObservedCommit } from './form.ts';

/** Burrow keeps ten commits unless it is configured otherwise. */
export const windowLength = 10;

/**
 * The last ten refreshes that saw the commit of a group at a place of its offsets, oldest first. Burrow reads every
 * commit from Kafka's log of them; brokers tell only where the newest stands. Hence each refresh counts as one, dated
 * when it was first seen, or as far back as the history goes.
 *
 * @param partition Dense index of the partition at that place.
 */
export function commitWindow(past: Past, group: number, place: number, partition: number): ObservedCommit[] {
  const times = past.times();
  const ends = past.ends(partition);
  const commits = past.commits(group, place);
  const seen: number[] = [];
  let since = NaN;
  for (let at = commits.length - 1; at >= 0; at--) {
    const offset = commits[at] ?? NaN;
    if (Number.isNaN(offset)) continue;
    if (seen.length < windowLength) seen.push(at);
    else if (offset !== commits[seen.at(-1) ?? -1]) break;
    since = times[at] ?? NaN;
  }
  let before: number | undefined;
  return seen.reverse().map((at): ObservedCommit => {
    const offset = commits[at] ?? NaN;
    const observedAt = times[at] ?? NaN;
    if (before !== undefined && offset !== before) since = observedAt;
    before = offset;
    const lag = Math.max(0, (ends[at] ?? NaN) - offset);
    return { offset, timestamp: Math.round(since), observedAt: Math.round(observedAt), lag: known(lag) };
  });
}

/** The newest value that is known; NaN when none is. */
export function newestKnown(column: Float64Array): number {
  return column.findLast((value) => !Number.isNaN(value)) ?? NaN;
}
