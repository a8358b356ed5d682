import { describe, expect, it } from '@jest/globals';
import { batchPlaces, type LeaderBatch } from '../../src/snapshot/leader-batches.ts';
import { TopicsBuilder, type TopicTable } from '../../src/snapshot/topics.ts';

/** Topics by name, each a list of its partitions' leaders. */
function tableOf(topics: Readonly<Record<string, readonly number[]>>): TopicTable {
  const builder = new TopicsBuilder({ matches: () => true });
  for (const [name, leaders] of Object.entries(topics)) {
    builder.topic(name, undefined, false, 0);
    for (const [number, leader] of leaders.entries()) builder.partition(number, 0, leader, 0, [1], [1]);
  }
  return builder.finish();
}

/** 'leader: topic partition@place …' of each batch. */
function told(batches: readonly LeaderBatch[]): string[] {
  return batches.map(({ leader, topics }) => {
    const parts = topics.map(
      ({ name, partitions, places }) => `${name} ${partitions.map((number, i) => `${number}@${places[i]}`).join(' ')}`,
    );
    return `${leader}: ${parts.join(', ')}`;
  });
}

describe('questions about partitions', () => {
  const table = tableOf({ a: [1, 2, -1], b: [1, 1] });

  it.each<[string, number[], string[]]>([
    ['go to their leaders', [0, 1, 3, 4], ['1: a 0@0, b 0@2 1@3', '2: a 1@1']],
    ['are put in order', [4, 0, 3], ['1: a 0@1, b 0@2 1@0']],
    ['without a leader are left out', [2], []],
    ['about no partition of the table are left out', [-1, 7, 0], ['1: a 0@2']],
    ['about the same one go into different requests', [0, 0, 3, 0], ['1: a 0@0, b 0@2', '1: a 0@1', '1: a 0@3']],
  ])('%s', async (_, partition, expected) => {
    expect(told(await batchPlaces(table, Int32Array.from(partition), 10))).toEqual(expected);
  });

  it('are at most so many to a request', async () => {
    const huge = tableOf({ huge: new Array<number>(25).fill(1) });
    const partition = Int32Array.from({ length: 50 }, (_, i) => i % 25);
    const batches = await batchPlaces(huge, partition, 10);
    const sizes = batches.map(({ topics }) => topics.reduce((sum, { partitions }) => sum + partitions.length, 0));
    expect(sizes.toSorted()).toEqual([10, 10, 10, 10, 5, 5]);
    const places = batches.flatMap(({ topics }) => topics.flatMap((topic) => topic.places));
    expect(places.toSorted((a, b) => a - b)).toEqual(Array.from({ length: 50 }, (_, place) => place));
  });

  it('leave out what is not to be asked', async () => {
    const batches = await batchPlaces(table, Int32Array.of(0, 3, 4), 10, (place) => place !== 1);
    expect(told(batches)).toEqual(['1: a 0@0, b 1@2']);
  });

  it('find their places by topic and partition again', async () => {
    const [batch] = await batchPlaces(table, Int32Array.of(4, 0), 10);
    expect(batch?.place('b', 1)).toBe(0);
    expect(batch?.place('a', 0)).toBe(1);
    expect(batch?.place('b', 0)).toBeUndefined();
    expect(batch?.place('c', 0)).toBeUndefined();
  });
});
