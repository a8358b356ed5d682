import type { CountedGroup, DerivedGroups } from './consumer-group.ts';
import type { DerivedGroup } from './state.ts';
import type { JudgedGroup } from './status-judge.ts';
import type { TimeLags } from './time-lag.ts';

const unjudged = { status: undefined, reason: '' };

/** All that is derived of a group, in one; every argument by index into snapshot.groups. */
export function joinGroups(
  { groups, groupTopics }: Pick<DerivedGroups, 'groups' | 'groupTopics'>,
  { lagSeconds, lagEvidence }: TimeLags,
  timeToLoss: readonly Float64Array[],
  judged: readonly JudgedGroup[],
): DerivedGroup[] {
  return groups.map((counted, group) => {
    const seconds = lagSeconds[group] ?? new Float64Array();
    const toLoss = timeToLoss[group] ?? new Float64Array();
    const { partitionStatus = new Uint8Array(), verdict = unjudged, topics = [] } = judged[group] ?? {};
    const first = groupTopics.groupStart[group] ?? 0;
    return {
      lag: counted.lag,
      lagSeconds: seconds,
      lagEvidence: lagEvidence[group] ?? new Uint8Array(),
      timeToLoss: toLoss,
      partitionStatus,
      verdict,
      topics: counted.topics.map((topic: CountedGroup['topics'][number], at) => {
        const from = groupTopics.from[first + at] ?? 0;
        const to = groupTopics.to[first + at] ?? 0;
        return {
          ...topic,
          maxLagSeconds: extremeOf(seconds, from, to, Math.max),
          timeToLoss: extremeOf(toLoss, from, to, Math.min),
          verdict: topics[at] ?? unjudged,
        };
      }),
    };
  });
}

/** Of the known values at places from .. to; NaN when none is known. */
function extremeOf(values: Float64Array, from: number, to: number, choose: (a: number, b: number) => number): number {
  let extreme = NaN;
  for (let place = from; place < to; place++) {
    const value = values[place] ?? NaN;
    if (!Number.isNaN(value)) extreme = Number.isNaN(extreme) ? value : choose(extreme, value);
  }
  return extreme;
}
