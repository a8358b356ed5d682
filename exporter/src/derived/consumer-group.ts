import { breathe } from '../event-loop.ts';
import type { Snapshot } from '../snapshot/snapshot.ts';
import { carry, carryWindow } from './carry.ts';
import { advanceCommitted, type Committed } from './committed.ts';
import { layOutGroups, type GroupLayout } from './group-layout.ts';
import { listGroupTopics, type GroupTopics } from './group-topic.ts';
import { lagOf, sumOfKnown } from './lag.ts';
import { advance, ratesAt, type RateWindow } from './rate-window.ts';
import type { DerivedGroup, DerivedGroupTopic } from './state.ts';
import type { TopicMove } from './topic-layout.ts';

/** What is remembered of groups from one refresh to the next. Never changed once made. */
export interface GroupHistory {
  readonly layout: GroupLayout;
  /** By pair of the layout: records consumed; NaN before the first commit. */
  readonly consumed: Float64Array;
  /** Of `consumed`. */
  readonly window: RateWindow;
  readonly committed: Committed;
}

/** What is counted and summed up of a group; what is judged comes later. */
export interface CountedGroup extends Pick<DerivedGroup, 'lag'> {
  readonly topics: readonly CountedGroupTopic[];
}
export type CountedGroupTopic = Omit<DerivedGroupTopic, 'maxLagSeconds' | 'timeToLoss' | 'verdict'>;

export interface DerivedGroups {
  readonly history: GroupHistory;
  readonly groups: readonly CountedGroup[];
  readonly groupTopics: GroupTopics;
}

/** Counts records consumed by the advances of committed offsets, and sums up offsets and lag by group and topic. */
export async function deriveGroups(
  previous: GroupHistory | undefined,
  snapshot: Snapshot,
  move: TopicMove | undefined,
): Promise<DerivedGroups> {
  const pairs = listGroupTopics(snapshot);
  await breathe();
  const { layout, origin } = layOutGroups(previous?.layout, snapshot, pairs);
  const size = layout.groups.length;
  await breathe();
  const { committed, advanced } = advanceCommitted(previous?.committed, snapshot, pairs, size, origin, move);
  await breathe();
  const consumed = carry(previous?.consumed, origin, size, NaN);
  const values = new Float64Array(size).fill(NaN);
  const committedSum = new Float64Array(layout.present).fill(NaN);
  snapshot.groups.forEach(({ offsets }, group) => {
    const end = pairs.groupStart[group + 1] ?? 0;
    for (let pair = pairs.groupStart[group] ?? end; pair < end; pair++) {
      const sum = sumOfKnown(offsets.committed, pairs.from[pair] ?? 0, pairs.to[pair] ?? 0);
      if (Number.isNaN(sum)) continue;
      const before = consumed[pair] ?? NaN;
      const now = (Number.isNaN(before) ? 0 : before) + (advanced[pair] ?? 0);
      committedSum[pair] = sum;
      consumed[pair] = now;
      values[pair] = now;
    }
  });
  const point = { atMs: snapshot.tickMs, values };
  const window = carryWindow(previous?.window ?? [], origin, size);
  const rates = ratesAt(window, point);
  await breathe();
  const groups = snapshot.groups.map((group, index): CountedGroup => {
    const lag = lagOf(group, snapshot.partitions);
    const topics: CountedGroupTopic[] = [];
    const end = pairs.groupStart[index + 1] ?? 0;
    for (let pair = pairs.groupStart[index] ?? end; pair < end; pair++) {
      topics.push({
        topic: pairs.topic[pair] ?? -1,
        lag: sumOfKnown(lag, pairs.from[pair] ?? 0, pairs.to[pair] ?? 0),
        committed: committedSum[pair] ?? NaN,
        consumed: consumed[pair] ?? NaN,
        consumeRate: rates[pair] ?? NaN,
        assignedPartitions: pairs.assigned[pair] ?? 0,
      });
    }
    return { lag, topics };
  });
  return { history: { layout, consumed, window: advance(window, point), committed }, groups, groupTopics: pairs };
}
