import { nextTurn, sliceIsOver } from '../../event-loop.ts';
import { statusCodes } from '../status-tally.ts';
import type { BottleneckInput } from './input.ts';

/** Partitions of one topic that members of one group read. */
export interface SharedTopic {
  readonly group: string;
  readonly topic: string;
  readonly shares: readonly Share[];
  /** Members that own any of them. */
  readonly members: number;
}

export interface Share {
  readonly partition: number;
  /** Records. */
  readonly lag: number;
  /** Records per second that arrive; NaN when unknown. */
  readonly rate: number;
  /** Index into the group's members. */
  readonly member: number;
  /** Its status is WARN, STALL or STOP. */
  readonly isBehind: boolean;
}

/**
 * Those in which some partition is behind, and only where group and topic are settled: every partition with a commit
 * has a known lag and an owner. Waits only to let the event loop turn.
 */
export async function sharedTopics(input: BottleneckInput): Promise<SharedTopic[]> {
  const { groups, partitions } = input.snapshot;
  const { groupStart } = input.groupTopics;
  const owner = new Int32Array(partitions.count).fill(-1);
  const found: SharedTopic[] = [];
  for (const [group, { state, members = [] }] of groups.entries()) {
    if (sliceIsOver()) await nextTurn();
    if (state !== 'Stable') continue;
    const pairs: number[] = [];
    for (let pair = groupStart[group] ?? 0; pair < (groupStart[group + 1] ?? 0); pair++) {
      if (isSomeBehind(input, group, pair)) pairs.push(pair);
    }
    if (pairs.length === 0) continue;
    const own = (member: (index: number) => number) => {
      members.forEach(({ assigned }, index) => {
        for (const partition of assigned ?? []) owner[partition] = member(index);
      });
    };
    own((index) => index);
    for (const pair of pairs) found.push(...sharedTopic(input, group, pair, owner));
    own(() => -1);
  }
  return found;
}

function isSomeBehind({ groupTopics: { from, to }, judged }: BottleneckInput, group: number, pair: number): boolean {
  for (let place = from[pair] ?? 0; place < (to[pair] ?? 0); place++) {
    if (isBehind(judged[group]?.partitionStatus[place])) return true;
  }
  return false;
}

export function isBehind(code: number | undefined): boolean {
  return code === statusCodes.WARN || code === statusCodes.STALL || code === statusCodes.STOP;
}

function sharedTopic(
  { snapshot, groupTopics, lag, judged, produceRate }: BottleneckInput,
  group: number,
  pair: number,
  owner: Int32Array,
): SharedTopic[] {
  const { groups, topics, partitions } = snapshot;
  const shares: Share[] = [];
  for (let place = groupTopics.from[pair] ?? 0; place < (groupTopics.to[pair] ?? 0); place++) {
    const dense = groups[group]?.offsets.partition[place] ?? -1;
    shares.push({
      partition: partitions.number[dense] ?? -1,
      lag: lag[group]?.[place] ?? NaN,
      rate: produceRate[dense] ?? NaN,
      member: owner[dense] ?? -1,
      isBehind: isBehind(judged[group]?.partitionStatus[place]),
    });
  }
  if (shares.some(({ lag: records, member }) => Number.isNaN(records) || member < 0)) return [];
  const members = new Set(shares.map(({ member }) => member)).size;
  const topic = topics[groupTopics.topic[pair] ?? -1]?.name ?? '';
  return [{ group: groups[group]?.id ?? '', topic, shares, members }];
}

/** NaN of nothing, and when any of them is unknown. */
export function medianOf(values: readonly number[]): number {
  if (values.some((value) => Number.isNaN(value))) return NaN;
  return values.toSorted((left, right) => left - right)[Math.floor((values.length - 1) / 2)] ?? NaN;
}
