import { connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { Kafka, logLevel, type Consumer, type ProducerConfig } from 'kafkajs';
import { startCluster, type Cluster } from '../../../cluster/src/cluster.ts';
import { instrument, type Instrumented, type ProbeOptions } from '../../../probe/src/index.ts';
import { audited } from './audited.ts';
import { createTopic } from './create-topic.ts';
import { startUnderTest, until, type ExporterUnderTest } from './exporter-under-test.ts';
import { startToxiproxy, type BadLink, type Toxiproxy } from './toxiproxy.ts';

/**
 * Producers, consumers and their beacons over links that are slow, cut, and half open. Answers get lost, sends are
 * repeated and given up; what the exporter says in the end is held against what lies in the topic.
 */

const topic = 'toxic';
const group = 'reader';
const fast = { bucketMs: 2_000, intervalMs: 300 } as const;

let cluster: Cluster;
let exporter: ExporterUnderTest;
let toxiproxy: Toxiproxy;
let toBroker: BadLink;
let toExporter: BadLink;
const probes: Instrumented[] = [];
const consumers: Consumer[] = [];

beforeAll(async () => {
  cluster = await startCluster({ brokers: 1, brokerConfig: { 'group.initial.rebalance.delay.ms': '0' } });
  [exporter, toxiproxy] = await Promise.all([
    startUnderTest({ brokers: cluster.bootstrap, flags: ['--audit.enabled'] }),
    startToxiproxy(),
  ]);
  toBroker = await toxiproxy.link('broker', cluster.bootstrap);
  toExporter = await toxiproxy.link('exporter', new URL(exporter.url).host);
  await createTopic(cluster, topic, 3);
  await until(exporter.metrics, (metrics) => expect(metrics.text).toContain('__kafkascope.beacons'));
}, 300_000);

afterAll(async () => {
  await Promise.all(consumers.map((consumer) => consumer.disconnect()));
  await Promise.all(probes.map((probe) => probe.closeProbe()));
  await toxiproxy.close();
  await exporter.close();
  await cluster.stop();
}, 60_000);

function plain(clientId: string): Kafka {
  return new Kafka({ clientId, brokers: cluster.bootstrap.split(','), logLevel: logLevel.NOTHING });
}

/** Reaches the broker over the bad link, whatever address it gives. */
function probed(service: string, to: NonNullable<ProbeOptions['to']>): Instrumented {
  const kafka = new Kafka({
    clientId: service,
    brokers: cluster.bootstrap.split(','),
    logLevel: logLevel.NOTHING,
    requestTimeout: 2_000,
    enforceRequestTimeout: true,
    retry: { initialRetryTime: 100, retries: 20, maxRetryTime: 1_000 },
    socketFactory: ({ onConnect }) => connect({ host: '127.0.0.1', port: toBroker.port }, onConnect),
  });
  const probe = instrument(kafka, { service, ...fast, to });
  probes.push(probe);
  return probe;
}

/** As an application that goes on when a send fails. */
async function produce(probe: Instrumented, config: ProducerConfig, stop: AbortSignal): Promise<{ failed: number }> {
  const producer = probe.producer(config);
  await producer.connect();
  let failed = 0;
  while (!stop.aborted) {
    const messages = Array.from({ length: 60 }, (_, i) => ({ partition: i % 3, value: 'a record' }));
    await producer.send({ topic, messages }).catch(() => failed++);
    await sleep(30);
  }
  await producer.disconnect();
  return { failed };
}

/** What lies in the topic: records, and how many of them are there for the first time. */
async function truth(): Promise<{ records: number; distinct: number }> {
  const admin = plain('counter').admin();
  await admin.connect();
  const ends = (await admin.fetchTopicOffsets(topic)).map(({ high }) => Number(high));
  await admin.disconnect();
  const consumer = plain('counter').consumer({ groupId: 'counter' });
  const seen = new Set<string>();
  let records = 0;
  await consumer.connect();
  await consumer.subscribe({ topic, fromBeginning: true });
  await consumer.run({
    autoCommit: false,
    eachMessage: ({ partition, message }) => {
      records++;
      const [source, sequence] = String(message.headers?.['ks-src']).split(' ');
      seen.add(`${partition} ${source} ${sequence}`);
      return Promise.resolve();
    },
  });
  const all = ends.reduce((sum, end) => sum + end, 0);
  await until(
    () => Promise.resolve(records),
    (count) => expect(count).toBe(all),
  );
  await consumer.disconnect();
  return { records, distinct: seen.size };
}

it('is exact in the end, though answers and beacons were slow, cut off and swallowed', async () => {
  const overHttp = { url: `http://127.0.0.1:${toExporter.port}` };
  const consumer = probed(group, overHttp).consumer({ groupId: group, sessionTimeout: 10_000 });
  consumers.push(consumer);
  await consumer.connect();
  await consumer.subscribe({ topic, fromBeginning: true });
  await consumer.run({ autoCommitInterval: 500, eachMessage: () => Promise.resolve() });
  const stop = new AbortController();
  const producing = Promise.all([
    produce(probed('careful', 'kafka'), { idempotent: true, maxInFlightRequests: 1 }, stop.signal),
    produce(probed('repeating', overHttp), {}, stop.signal),
    produce(probed('careless', overHttp), { retry: { retries: 0 } }, stop.signal),
  ]);
  const links = [toBroker, toExporter];
  const worsen = async (how: (link: BadLink) => Promise<void>, seconds: number): Promise<void> => {
    await sleep(2_000);
    await Promise.all(links.map(how));
    await sleep(seconds * 1_000);
    await Promise.all(links.map((link) => link.mend()));
  };
  await worsen((link) => link.slow(300, 200), 6);
  await worsen((link) => link.cut(), 3);
  await worsen((link) => link.swallowAnswers(), 6);
  await worsen((link) => link.cut(), 1);
  await sleep(3_000);
  stop.abort();
  const [careful, repeating, careless] = await producing;
  const { records, distinct } = await truth();
  const found = await until(
    async () => {
      const metrics = await exporter.metrics();
      const labels = { topic, consumergroup: group };
      return {
        ...audited(metrics, topic, group),
        redelivered: metrics.value('kafka_audit_redelivered_records_total', labels),
      };
    },
    ({ redelivered, ...exact }) => {
      expect(redelivered).toBeGreaterThanOrEqual(0);
      expect(exact).toEqual({
        acknowledged: distinct,
        received: distinct,
        duplicated: records - distinct,
        missing: 0,
        completeness: 1,
      });
    },
    120,
  );
  console.log(
    `${records} records in the topic, ${records - distinct} of them for a second time; ` +
      `sends given up: ${careful.failed}, ${repeating.failed} and ${careless.failed}; found: ${JSON.stringify(found)}`,
  );
  // Otherwise the links were not bad enough to show anything.
  expect(careless.failed).toBeGreaterThan(0);
  expect(records - distinct).toBeGreaterThan(0);
}, 300_000);
