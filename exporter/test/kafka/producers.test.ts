import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { Kafka, logLevel, type Producer } from 'kafkajs';
import { startCluster, type Cluster } from '../../../cluster/src/cluster.ts';
import type { Graph, ProducerList, ProducerSummary } from '../../src/api.ts';
import { createTopic } from './create-topic.ts';
import { startUnderTest, until, type ExporterUnderTest } from './exporter-under-test.ts';

/** Who writes, as it is found out on a real broker: Java's and kafkajs's producers, none of them declared. */

const codecs = ['none', 'gzip', 'snappy', 'lz4', 'zstd'];

let cluster: Cluster;
let exporter: ExporterUnderTest;
let kafka: Kafka;
const close: (() => Promise<void>)[] = [];

beforeAll(async () => {
  cluster = await startCluster({ brokers: 1 });
  kafka = new Kafka({ clientId: 'test', brokers: cluster.bootstrap.split(','), logLevel: logLevel.NOTHING });
  const flags = ['--collector.producers', '--collector.headers', '--producer.headers=X-App'];
  exporter = await startUnderTest({ brokers: cluster.bootstrap, flags });
  const topics = [
    ...codecs.map((codec) => `from-${codec}`),
    'steady',
    'paid',
    'anonymous',
    'mixed',
    'stage.in',
    'stage.out',
  ];
  await Promise.all(topics.map((topic) => createTopic(cluster, topic, 2)));
}, 120_000);

afterAll(async () => {
  await Promise.all(close.map((end) => end()));
  await exporter.close();
  await cluster.stop();
}, 60_000);

async function connected(options: Parameters<Kafka['producer']>[0] = {}): Promise<Producer> {
  const producer = kafka.producer(options);
  await producer.connect();
  close.push(() => producer.disconnect());
  return producer;
}

async function producers(): Promise<readonly ProducerSummary[]> {
  return ((await exporter.api('/api/producers')) as ProducerList).producers;
}

it('reads headers in every compression that Kafka has', async () => {
  for (const codec of codecs) {
    await cluster.tool(
      'org.apache.kafka.tools.ConsoleProducer',
      [
        ...['--bootstrap-server', cluster.internalBootstrap, '--topic', `from-${codec}`],
        ...(codec === 'none' ? [] : ['--compression-codec', codec]),
        ...['--reader-property', 'parse.headers=true'],
      ],
      { input: Array.from({ length: 50 }, (_, i) => `baggage:service.name=till-of-${codec}\tbeep ${i}\n`).join('') },
    );
  }
  await until(producers, (all) => {
    const seen = all.filter(({ producer }) => producer.startsWith('till-of-'));
    expect(seen).toEqual(
      codecs.toSorted().map((codec) =>
        expect.objectContaining({
          producer: `till-of-${codec}`,
          kind: 'producer',
          topics: [`from-${codec}`],
          // Java's producers are idempotent, and the batch that names one names its id.
          producerIds: 1,
          evidence: ['producer-id', 'header'],
        }),
      ),
    );
  });
}, 120_000);

it('counts what each of two idempotent producers writes, by its sequences', async () => {
  const named = await connected({ idempotent: true });
  const nameless = await connected({ idempotent: true });
  const timer = setInterval(() => {
    const messages = (count: number, headers?: { 'X-App': string }) =>
      Array.from({ length: count }, () => ({ value: 'a', ...(headers && { headers }) }));
    void named.send({ topic: 'steady', messages: messages(30, { 'X-App': 'checkout' }) });
    void nameless.send({ topic: 'steady', messages: messages(10) });
  }, 500);
  try {
    await until(
      producers,
      (all) => {
        const onTopic = all.filter(({ topics }) => topics.includes('steady'));
        expect(onTopic.map(({ producer }) => producer)).toEqual([expect.stringMatching(/^#\d+$/), 'checkout']);
        const [other, checkout] = onTopic.map(({ recordsPerSecond }) => recordsPerSecond ?? NaN);
        expect((checkout ?? NaN) / (other ?? NaN)).toBeCloseTo(3, 0);
        expect(checkout).toBeGreaterThan(20);
      },
      60,
    );
    const graph = (await exporter.api('/api/graph?topic=^steady$')) as Graph;
    expect(graph.nodes.map(({ title }) => title).sort()).toEqual([
      'checkout',
      expect.stringMatching(/^producer id \d+$/),
      'steady',
    ]);
    const metrics = await exporter.metrics();
    expect(metrics.value('kafka_topic_producers', { topic: 'steady', evidence: 'producer-id' })).toBe(2);
    expect(metrics.value('kafka_topic_producers', { topic: 'steady', evidence: 'header' })).toBe(1);
  } finally {
    clearInterval(timer);
  }
}, 90_000);

it('names transactional producers, and joins an application that reads and writes', async () => {
  const transactional = { idempotent: true, maxInFlightRequests: 1 } as const;
  for (const number of [1, 2]) {
    const producer = await connected({ ...transactional, transactionalId: `payer-${number}` });
    const transaction = await producer.transaction();
    await transaction.send({ topic: 'paid', messages: [{ value: 'a' }] });
    await transaction.commit();
  }
  const stage = await connected({ ...transactional, transactionalId: 'refiner-0' });
  const consumer = new Kafka({
    clientId: 'refiner-0',
    brokers: cluster.bootstrap.split(','),
    logLevel: logLevel.NOTHING,
  }).consumer({ groupId: 'refining' });
  close.push(() => consumer.disconnect());
  await (await connected()).send({ topic: 'stage.in', messages: [{ value: 'raw' }] });
  await consumer.connect();
  await consumer.subscribe({ topic: 'stage.in', fromBeginning: true });
  await consumer.run({
    autoCommit: false,
    eachMessage: async ({ topic, partition, message: { value, offset } }) => {
      const transaction = await stage.transaction();
      await transaction.send({ topic: 'stage.out', messages: [{ value }] });
      const offsets = [{ partition, offset: String(BigInt(offset) + 1n) }];
      await transaction.sendOffsets({ consumerGroupId: 'refining', topics: [{ topic, partitions: offsets }] });
      await transaction.commit();
    },
  });
  await until(producers, (all) => {
    expect(all.find(({ producer }) => producer === 'payer')).toMatchObject({
      topics: ['paid'],
      producerIds: 2,
      evidence: ['transaction', 'producer-id', 'header'],
    });
    expect(all.find(({ producer }) => producer === 'refiner')).toMatchObject({
      kind: 'application',
      topics: ['stage.out'],
      groups: ['refining'],
    });
  });
  const { edges } = (await exporter.api('/api/graph?topic=^stage')) as Graph;
  expect(edges.map(({ source, target }) => `${source} > ${target}`).sort()).toEqual([
    'application:refiner > topic:stage.out',
    'producer:? > topic:stage.in',
    'topic:stage.in > application:refiner',
  ]);
}, 90_000);

it('says "unknown" of whoever leaves neither name nor id, also beside one who does', async () => {
  const producer = await connected();
  await producer.send({ topic: 'anonymous', messages: [{ value: 'a' }] });
  await producer.send({ topic: 'mixed', messages: [{ partition: 0, value: 'a' }] });
  await producer.send({ topic: 'mixed', messages: [{ partition: 0, value: 'b', headers: { 'X-App': 'known' } }] });
  await until(
    async () => (await exporter.api('/api/graph?topic=^(anonymous|mixed)$')) as Graph,
    ({ edges }) => {
      const written = edges.map(({ source, target, evidence }) => [source, target, evidence]);
      expect(written).toEqual([
        ['producer:?', 'topic:anonymous', ['header']],
        ['producer:?', 'topic:mixed', ['header']],
        ['producer:known', 'topic:mixed', ['header']],
      ]);
    },
  );
}, 60_000);

it('keeps and logs nothing of the records but the names', async () => {
  const texts = [exporter.log(), JSON.stringify(await producers()), (await exporter.metrics()).text];
  for (const text of texts) expect(text).not.toMatch(/beep/);
});
