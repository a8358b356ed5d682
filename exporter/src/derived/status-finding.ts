import type { Snapshot } from '../snapshot/snapshot.ts';
import { observationKey, type Observation } from './finding.ts';
import type { GroupTopics } from './group-topic.ts';
import { sumOfKnown } from './lag.ts';
import { statuses, type Status } from './status.ts';
import type { JudgedGroup } from './status-judge.ts';

const shownPartitions = 10;
/** More say nothing that these do not: then the whole cluster stands still. */
const mostFindings = 500;

interface Text {
  readonly evidence: string;
  readonly advice: string;
  readonly runbook: string;
}

const texts: Readonly<Record<Exclude<Status, 'OK'>, Text>> = {
  STOP: {
    evidence:
      'In every refresh of the window these partitions had unread records, their committed offset stood still, and no member of the group had them assigned.',
    advice:
      'Start the consumers of the group again. If it no longer reads this topic on purpose, delete its committed offsets there.',
    runbook: 'group-stopped',
  },
  STALL: {
    evidence:
      'In every refresh of the window these partitions had unread records and their committed offset stood still, although members of the group have them assigned.',
    advice:
      'Look into the log of the member that owns them: it hangs in one record, fails at it again and again, or does not commit.',
    runbook: 'group-stalled',
  },
  WARN: {
    evidence:
      'The smallest lag in the newer half of the window was not below that of the older half, and more was unread than arrives between two commits.',
    advice:
      'See whether the consumers are slowed down by what they write to, and add members or partitions if they are simply too few.',
    runbook: 'group-behind',
  },
  REWIND: {
    evidence: 'In two refreshes in a row the committed offset was lower than it had been before.',
    advice:
      'If nobody reset the offsets on purpose, look for consumers that commit older offsets after a rebalance. Records are processed twice.',
    runbook: 'group-rewound',
  },
};

/**
 * One for each group and topic that is not OK, the severest 500 of them. `judged` and `lag` are by index into
 * snapshot.groups.
 */
export function observeStatuses(
  snapshot: Snapshot,
  groupTopics: GroupTopics,
  judged: readonly JudgedGroup[],
  lag: readonly Float64Array[],
): Observation[] {
  const found: { group: number; at: number; code: number }[] = [];
  judged.forEach(({ topics }, group) => {
    topics.forEach(({ status }, at) => {
      if (status !== undefined && status !== 'OK') found.push({ group, at, code: statuses.indexOf(status) });
    });
  });
  return found
    .sort((left, right) => right.code - left.code)
    .slice(0, mostFindings)
    .flatMap(({ group, at }) => {
      const of = judged[group];
      return of === undefined ? [] : (observe(snapshot, groupTopics, group, at, of, lag[group]) ?? []);
    });
}

/** Of the group's topic at this place of its pairs. */
function observe(
  { groups, topics, partitions }: Snapshot,
  { groupStart, topic, from, to }: GroupTopics,
  index: number,
  at: number,
  { partitionStatus, topics: verdicts }: JudgedGroup,
  lag: Float64Array | undefined,
): Observation | undefined {
  const { status, reason } = verdicts[at] ?? {};
  const group = groups[index];
  if (group === undefined || status === undefined || status === 'OK') return undefined;
  const pair = (groupStart[index] ?? 0) + at;
  const name = topics[topic[pair] ?? -1]?.name ?? '';
  const code = statuses.indexOf(status);
  const places: number[] = [];
  for (let place = from[pair] ?? 0; place < (to[pair] ?? 0); place++) {
    if (partitionStatus[place] === code) places.push(place);
  }
  const unread = Float64Array.from(places, (place) => lag?.[place] ?? NaN);
  const records = sumOfKnown(unread, 0, unread.length);
  const { partition } = group.offsets;
  return {
    key: observationKey('status', status, { topic: name, group: group.id }),
    kind: 'status',
    name: status,
    certainty: 'proved',
    severity: status === 'STOP' || status === 'STALL' ? 'critical' : 'warning',
    topic: name,
    group: group.id,
    broker: undefined,
    partitions: places.slice(0, shownPartitions).map((place) => partitions.number[partition[place] ?? -1] ?? -1),
    records: Number.isNaN(records) ? undefined : records,
    // Offsets are not records: compaction and transactions leave some that nobody reads.
    bound: Number.isNaN(records) ? undefined : 'upper',
    title: `${group.id} in ${name}: ${reason ?? ''}`,
    ...texts[status],
  };
}
