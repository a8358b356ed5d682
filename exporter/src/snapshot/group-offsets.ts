import { describeErrorCode } from '../kafka/errors.ts';
import { describeShareGroupOffsets } from '../kafka/requests/describe-share-group-offsets.ts';
import { manyGroupsFrom, offsetFetch, type FetchedOffsets } from '../kafka/requests/offset-fetch.ts';
import type { CoordinatedGroup } from './group-listing.ts';
import { inChunks, type GroupFailures } from './group-chunks.ts';
import { denseIndex } from './partition-offsets.ts';
import type { Refresh } from './refresh.ts';
import type { GroupOffsets, ShareOffsets } from './snapshot.ts';
import type { TopicTable } from './topics.ts';

/** Committed offsets by group id; groups whose offsets could not be had are in `failures`. */
export async function fetchOffsets(
  refresh: Refresh,
  table: TopicTable,
  groups: readonly CoordinatedGroup[],
  failures: GroupFailures,
): Promise<Map<string, GroupOffsets>> {
  const found = new Map<string, GroupOffsets>();
  const take = (answers: readonly FetchedOffsets[]): void => {
    for (const answer of answers) {
      if (answer.error !== 0)
        failures.add([answer.group], new Error(`OffsetFetch: ${describeErrorCode(answer.error)}`));
      else found.set(answer.group, toColumns(table, answer));
    }
  };
  await inChunks(groups, failures, async (coordinator, ids) => {
    const version = await refresh.commonVersion(coordinator, offsetFetch(ids));
    if (version === undefined || version >= manyGroupsFrom) {
      take(await refresh.send(coordinator, offsetFetch(ids)));
      return;
    }
    const waiting = [...ids];
    const worker = async (): Promise<void> => {
      for (let id = waiting.pop(); id !== undefined; id = waiting.pop()) {
        take(await refresh.send(coordinator, offsetFetch([id])));
      }
    };
    await Promise.all(Array.from({ length: 8 }, worker));
  });
  return found;
}

/** Where share groups stand; a broker without the API leaves them out and says so in `failures`. */
export async function fetchShareOffsets(
  refresh: Refresh,
  table: TopicTable,
  groups: readonly CoordinatedGroup[],
  failures: GroupFailures,
): Promise<Map<string, ShareOffsets>> {
  const found = new Map<string, ShareOffsets>();
  await inChunks(groups, failures, async (coordinator, ids) => {
    for (const answer of await refresh.send(coordinator, describeShareGroupOffsets(ids))) {
      if (answer.error !== 0) {
        failures.add([answer.group], new Error(`DescribeShareGroupOffsets: ${describeErrorCode(answer.error)}`));
        continue;
      }
      const rows = answer.partitions
        .map(({ topic, partition, start, lag }) => ({ index: denseIndex(table, topic, partition), start, lag }))
        .filter((row) => row.index !== undefined)
        .toSorted((a, b) => (a.index ?? 0) - (b.index ?? 0));
      found.set(answer.group, {
        partition: Int32Array.from(rows, ({ index }) => index ?? 0),
        start: Float64Array.from(rows, ({ start }) => start),
        lag: Float64Array.from(rows, ({ lag }) => lag),
      });
    }
  });
  return found;
}

function toColumns(table: TopicTable, answer: FetchedOffsets): GroupOffsets {
  const size = answer.topics.reduce((sum, topic) => sum + topic.partitions.length, 0);
  const rows: { index: number; offset: number }[] = [];
  for (const topic of answer.topics) {
    topic.partitions.forEach((number, i) => {
      const index = denseIndex(table, topic.name, number);
      const offset = topic.offsets[i];
      // Commits for a deleted topic or a filtered one have no place here.
      if (index !== undefined && offset !== undefined) rows.push({ index, offset });
    });
  }
  if (size > 1) rows.sort((a, b) => a.index - b.index);
  return {
    partition: Int32Array.from(rows, ({ index }) => index),
    committed: Float64Array.from(rows, ({ offset }) => offset),
  };
}
