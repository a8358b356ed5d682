import { describe, expect, it } from '@jest/globals';
import { batchByLeader, denseIndex, type LeaderBatches } from '../../src/snapshot/partition-offsets.ts';
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

function sizes(batches: LeaderBatches): [leader: number, sizes: number[]][] {
  return [...batches].map(([leader, chunks]) => [
    leader,
    chunks.map((topics) => topics.reduce((sum, { partitions }) => sum + partitions.length, 0)),
  ]);
}

describe('partitions by leader', () => {
  it('are asked of their leaders, topic by topic', () => {
    const batches = batchByLeader(tableOf({ b: [2, 1, 2], a: [1, 1], c: [2] }));
    expect([...batches]).toEqual([
      [
        1,
        [
          [
            { name: 'a', partitions: [0, 1] },
            { name: 'b', partitions: [1] },
          ],
        ],
      ],
      [
        2,
        [
          [
            { name: 'b', partitions: [0, 2] },
            { name: 'c', partitions: [0] },
          ],
        ],
      ],
    ]);
  });

  it('without a leader are asked of nobody', () => {
    expect([...batchByLeader(tableOf({ a: [-1, 1], b: [-1] }))]).toEqual([[1, [[{ name: 'a', partitions: [1] }]]]]);
    expect(batchByLeader(tableOf({})).size).toBe(0);
  });

  it.each([
    [9_999, [9_999]],
    [10_000, [10_000]],
    [10_001, [10_000, 1]],
    [25_000, [10_000, 10_000, 5_000]],
  ])('%d of one topic make requests of %j', (count, expected) => {
    const batches = batchByLeader(tableOf({ huge: new Array<number>(count).fill(1) }));
    expect(sizes(batches)).toEqual([[1, expected]]);
    const numbers = [...batches.values()].flat(2).flatMap(({ partitions }) => partitions);
    expect(numbers).toEqual(Array.from({ length: count }, (_, number) => number));
  });

  it('are counted for each leader on its own, across topics', () => {
    const topics = Object.fromEntries(
      Array.from({ length: 300 }, (_, i) => [
        `topic-${String(i).padStart(3, '0')}`,
        Array.from({ length: 100 }, (_, p) => (p % 4 === 0 ? 2 : 1)),
      ]),
    );
    expect(sizes(batchByLeader(tableOf(topics)))).toEqual([
      [2, [7_500]],
      [1, [10_000, 10_000, 2_500]],
    ]);
  });
});

describe('the dense index of a partition', () => {
  const table = tableOf({ b: [1, 1], a: [1, 1, 1] });
  it.each([
    ['a', 0, 0],
    ['a', 2, 2],
    ['a', 3, undefined],
    ['a', -1, undefined],
    ['b', 0, 3],
    ['b', 1, 4],
    ['c', 0, undefined],
  ])('%s %d is %s', (topic, number, index) => {
    expect(denseIndex(table, topic, number)).toBe(index);
  });
});
