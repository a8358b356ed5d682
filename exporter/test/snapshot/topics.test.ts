import { describe, expect, it } from '@jest/globals';
import type { NameFilter } from '../../src/config/config.ts';
import { TopicsBuilder, type TopicTable } from '../../src/snapshot/topics.ts';

const everything = { matches: () => true };

/** [number, leader, leader epoch, replicas, in-sync replicas, error] */
type Row = readonly [number, number, number, number[], number[], number?];

function build(topics: Readonly<Record<string, readonly Row[]>>, wanted: NameFilter = everything): TopicTable {
  const builder = new TopicsBuilder(wanted);
  // The decoder hands over the same two lists every time.
  const replicas: number[] = [];
  const isr: number[] = [];
  for (const [name, rows] of Object.entries(topics)) {
    if (!builder.topic(name, `id of ${name}`, name.startsWith('__'), 0)) continue;
    for (const [number, leader, epoch, assigned, inSync, error] of rows) {
      replicas.splice(0, Infinity, ...assigned);
      isr.splice(0, Infinity, ...inSync);
      builder.partition(number, error ?? 0, leader, epoch, replicas, isr);
    }
  }
  return builder.finish();
}

/** A partition of the table as one object. */
function partition({ topics, partitions }: TopicTable, index: number): unknown {
  const [from, to] = [partitions.replicaStart[index], partitions.replicaStart[index + 1]];
  return {
    topic: topics[partitions.topic[index] ?? NaN]?.name,
    number: partitions.number[index],
    leader: partitions.leader[index],
    leaderEpoch: partitions.leaderEpoch[index],
    preferredLeader: partitions.preferredLeader[index],
    replicas: [...partitions.replicaNodes.slice(from, to)],
    isrCount: partitions.isrCount[index],
  };
}

describe('topics and partitions of a Metadata answer', () => {
  it('come in the order of names and numbers, whatever the order of the answer', () => {
    const table = build({
      orders: [
        [2, 3, 7, [3, 1], [3, 1]],
        [0, 1, 5, [1, 2, 3], [1]],
        [1, 2, 6, [], []],
      ],
      Zebra: [[0, 4, 8, [4], [4]]],
      __internal: [],
      audit: [[0, -1, 9, [2, 1], [2], 5]],
    });
    expect(
      table.topics.map(({ name, firstPartition, partitionCount, internal, id }) => [
        name,
        firstPartition,
        partitionCount,
        internal,
        id,
      ]),
    ).toEqual([
      ['Zebra', 0, 1, false, 'id of Zebra'],
      ['__internal', 1, 0, true, 'id of __internal'],
      ['audit', 1, 1, false, 'id of audit'],
      ['orders', 2, 3, false, 'id of orders'],
    ]);
    expect(Array.from({ length: table.partitions.count }, (_, index) => partition(table, index))).toEqual([
      { topic: 'Zebra', number: 0, leader: 4, leaderEpoch: 8, preferredLeader: 4, replicas: [4], isrCount: 1 },
      { topic: 'audit', number: 0, leader: -1, leaderEpoch: 9, preferredLeader: 2, replicas: [2, 1], isrCount: 1 },
      { topic: 'orders', number: 0, leader: 1, leaderEpoch: 5, preferredLeader: 1, replicas: [1, 2, 3], isrCount: 1 },
      { topic: 'orders', number: 1, leader: 2, leaderEpoch: 6, preferredLeader: -1, replicas: [], isrCount: 0 },
      { topic: 'orders', number: 2, leader: 3, leaderEpoch: 7, preferredLeader: 3, replicas: [3, 1], isrCount: 2 },
    ]);
    expect([...table.partitions.errors]).toEqual([[1, 'LEADER_NOT_AVAILABLE']]);
    expect([...table.indexByName]).toEqual([
      ['Zebra', 0],
      ['__internal', 1],
      ['audit', 2],
      ['orders', 3],
    ]);
  });

  it('that are not wanted leave no trace', () => {
    const asked: string[] = [];
    const wanted = {
      matches: (name: string) => {
        asked.push(name);
        return name !== 'b';
      },
    };
    const table = build({ c: [[0, 1, 0, [1], [1]]], b: [[0, 2, 0, [2], [2]]], a: [[0, 3, 0, [3], [3]]] }, wanted);
    expect(table.topics.map(({ name }) => name)).toEqual(['a', 'c']);
    expect([...table.partitions.leader]).toEqual([3, 1]);
    expect([...table.partitions.replicaNodes]).toEqual([3, 1]);
    expect(asked).toEqual(['c', 'b', 'a']);
  });

  it('that the answer left out are known by number and by nothing else', () => {
    const table = build({ holes: [[3, 1, 4, [1], [1]]], next: [[0, 2, 0, [2], [2]]] });
    const hole = { topic: 'holes', leader: -1, leaderEpoch: -1, preferredLeader: -1, replicas: [], isrCount: 0 };
    expect(table.topics.map(({ firstPartition, partitionCount }) => [firstPartition, partitionCount])).toEqual([
      [0, 4],
      [4, 1],
    ]);
    for (const number of [0, 1, 2]) expect(partition(table, number)).toEqual({ ...hole, number });
    expect(partition(table, 3)).toMatchObject({ number: 3, leader: 1, replicas: [1] });
    expect(partition(table, 4)).toMatchObject({ topic: 'next', number: 0, leader: 2, replicas: [2] });
  });

  it('have no offsets yet', () => {
    const { partitions } = build({ orders: [[0, 1, 0, [1], [1]]] });
    for (const column of [partitions.logStart, partitions.end, partitions.lastStable, partitions.sizeBytes]) {
      expect([...column]).toEqual([NaN]);
    }
    expect([...partitions.endEpoch]).toEqual([-1]);
  });

  it('of a cluster without any are an empty table', () => {
    const { topics, partitions } = build({});
    expect(topics).toEqual([]);
    expect(partitions.count).toBe(0);
    expect([...partitions.replicaStart]).toEqual([0]);
  });

  it('keep the error of a topic, in Kafka’s words', () => {
    const builder = new TopicsBuilder(everything);
    builder.topic('secret', undefined, false, 29);
    expect(builder.finish().topics[0]).toMatchObject({
      name: 'secret',
      id: undefined,
      error: 'TOPIC_AUTHORIZATION_FAILED (the principal lacks the right DESCRIBE on the topic)',
    });
  });

  it('refuse a partition before its topic', () => {
    expect(() => new TopicsBuilder(everything).partition(0, 0, 1, 0, [1], [1])).toThrow(RangeError);
  });
});
