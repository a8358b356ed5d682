import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it, jest } from '@jest/globals';
import type { Consumer, Producer } from 'kafkajs';
import { startCluster, type Cluster } from '../../../cluster/src/cluster.ts';
import type { FindingList } from '../../src/api.ts';
import { createTopic } from './create-topic.ts';
import { startUnderTest, until, type ExporterUnderTest } from './exporter-under-test.ts';
import { kafkaClient } from './kafkajs-members.ts';

/** Bottlenecks that really happen: readers that are slow on purpose, and a writer that prefers one partition. */

jest.setTimeout(120_000);

const everyMs = 100;
/** Records by partition that the writer sends at each turn; `out` is written by `stage`, as its topology says. */
const turn: Readonly<Record<string, readonly number[]>> = {
  hot: [10, 1, 1, 1],
  narrow: [10, 10],
  shared: [20, 20, 20, 20],
};
const topology = `
applications:
  - name: stage
    group: stage
    writes: [out]
`;

let cluster: Cluster;
let exporter: ExporterUnderTest;
let producer: Producer;
const members: Consumer[] = [];
const stop = new AbortController();
let writing: Promise<void>;

beforeAll(async () => {
  cluster = await startCluster({ brokers: 1 });
  for (const [topic, records] of Object.entries(turn)) await createTopic(cluster, topic, records.length);
  await createTopic(cluster, 'out', 1);
  producer = kafkaClient(cluster.bootstrap, 'writer').producer();
  await producer.connect();
  await producer.send({ topic: 'out', messages: [{ value: 'all that came out yet' }] });
  writing = write();
  await Promise.all([
    ...['crowd', 'crowd', 'crowd'].map((group) => join(group, 'narrow', 0)),
    ...['few', 'few'].map((group) => join(group, 'narrow', 100)),
    join('team', 'shared', 0),
    join('team', 'shared', 100),
    join('stage', 'shared', 20),
    join('after', 'out', 0),
  ]);
  exporter = await startUnderTest({ brokers: cluster.bootstrap, topology });
});

afterAll(async () => {
  stop.abort();
  await writing;
  await exporter.close();
  await Promise.all([producer.disconnect(), ...members.map((member) => member.disconnect())]);
  await cluster.stop();
});

async function write(): Promise<void> {
  const topicMessages = Object.entries(turn).map(([topic, records]) => ({
    topic,
    messages: records.flatMap((count, partition) =>
      Array.from({ length: count }, () => ({ partition, value: 'a record' })),
    ),
  }));
  while (!stop.signal.aborted) {
    await producer.sendBatch({ topicMessages });
    await sleep(everyMs);
  }
}

/** A member that takes so long for a record, and few at a time from each partition; it commits as it goes. */
async function join(group: string, topic: string, recordTakesMs: number): Promise<void> {
  const consumer = kafkaClient(cluster.bootstrap, group).consumer({
    groupId: group,
    heartbeatInterval: 500,
    maxBytesPerPartition: 1_000,
  });
  members.push(consumer);
  await consumer.connect();
  await consumer.subscribe({ topic, fromBeginning: true });
  await consumer.run({
    autoCommitInterval: 300,
    eachMessage: async () => {
      if (recordTakesMs > 0 && !stop.signal.aborted) await sleep(recordTakesMs);
    },
  });
}

it.each([
  { name: 'hot_partition', group: null, topic: 'hot', partitions: [0] },
  { name: 'idle_members', group: 'crowd', topic: null, partitions: [] },
  { name: 'too_few_partitions', group: 'few', topic: 'narrow', partitions: [0, 1] },
  { name: 'slow_member', group: 'team', topic: 'shared', partitions: expect.any(Array) },
  { name: 'slow_stage', group: 'stage', topic: 'shared', partitions: [] },
])('finds $name', async (expected) => {
  await until(
    async () => ((await exporter.api('/api/findings?kind=bottleneck')) as FindingList).findings,
    (findings) => {
      expect(findings).toContainEqual(expect.objectContaining({ ...expected, certainty: 'proved', end: null }));
    },
    60,
  );
});

it('finds nothing else', async () => {
  const { findings } = (await exporter.api('/api/findings?kind=bottleneck')) as FindingList;
  const open = findings.filter(({ end }) => end === null);
  const found = open.map(({ name, group, topic }) => `${name} ${group ?? ''} ${topic ?? ''}`);
  expect(found.sort()).toEqual([
    'hot_partition  hot',
    'idle_members crowd ',
    'slow_member team shared',
    'slow_stage stage shared',
    'too_few_partitions few narrow',
  ]);
});
