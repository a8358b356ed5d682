import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, expect, it } from '@jest/globals';
import { Kafka, logLevel, type Consumer } from 'kafkajs';
import { startCluster, type Cluster } from '../../../cluster/src/cluster.ts';
import { instrument, type Instrumented } from '../../../probe/src/index.ts';
import type { FindingList } from '../../src/api.ts';
import { audited } from './audited.ts';
import { createTopic } from './create-topic.ts';
import { electUncleanly } from './elect-leaders.ts';
import { startUnderTest, until, type ExporterUnderTest } from './exporter-under-test.ts';
import { startProbed, type ProbedProcess } from './probed-process.ts';

/**
 * What the audit says of applications that are killed, that hang for longer than the deadline, and of brokers that lose
 * what they acknowledged. What cannot be known is a range, suspected, and never counted.
 */

const fast = { bucketMs: 1_000, intervalMs: 200 } as const;

let cluster: Cluster;
let exporter: ExporterUnderTest;
const processes: ProbedProcess[] = [];
const probes: Instrumented[] = [];
const consumers: Consumer[] = [];

beforeAll(async () => {
  cluster = await startCluster({
    brokers: 2,
    controllers: 1,
    brokerConfig: {
      'min.insync.replicas': '1',
      // So that a broker that is killed is soon known to be gone.
      'broker.heartbeat.interval.ms': '500',
      'broker.session.timeout.ms': '4000',
      'group.initial.rebalance.delay.ms': '0',
    },
  });
  exporter = await startUnderTest({ brokers: cluster.bootstrap, flags: ['--audit.enabled', '--audit.deadline=8s'] });
  for (const topic of ['shot', 'hung', 'read', 'torn']) {
    await createTopic(cluster, topic, 1, { replicaAssignment: [{ partition: 0, replicas: [1, 2] }] });
  }
}, 180_000);

afterEach(async () => {
  await Promise.all(processes.splice(0).map((one) => one.kill()));
  await Promise.all(consumers.splice(0).map((consumer) => consumer.disconnect()));
  await Promise.all(probes.splice(0).map((probe) => probe.closeProbe()));
}, 60_000);
afterAll(async () => {
  await exporter.close();
  await cluster.stop();
}, 60_000);

function client(clientId: string): Kafka {
  const retry = { retries: 30, maxRetryTime: 2_000 };
  return new Kafka({ clientId, brokers: cluster.bootstrap.split(','), logLevel: logLevel.NOTHING, retry });
}

function probed(service: string): Instrumented {
  const probe = instrument(client(service), { service, ...fast, to: { url: exporter.url } });
  probes.push(probe);
  return probe;
}

function start(role: 'produce' | 'consume', topic: string, service: string): ProbedProcess {
  const started = startProbed(role, { brokers: cluster.bootstrap, topic, service, url: exporter.url });
  processes.push(started);
  return started;
}

async function read(topic: string, groupId: string): Promise<Consumer> {
  const consumer = probed(groupId).consumer({ groupId, sessionTimeout: 6_000 });
  consumers.push(consumer);
  await consumer.connect();
  await consumer.subscribe({ topic, fromBeginning: true });
  await consumer.run({ autoCommitInterval: 200, eachMessage: () => Promise.resolve() });
  return consumer;
}

/** Waits until a process has had so many records acknowledged, or has handled them. */
async function counted(one: ProbedProcess, records: number): Promise<void> {
  await until(
    () => Promise.resolve(one.count()),
    (count) => expect(count).toBeGreaterThanOrEqual(records),
  );
}

async function endOf(topic: string): Promise<number> {
  const admin = client('admin').admin();
  await admin.connect();
  const [offsets] = await admin.fetchTopicOffsets(topic);
  await admin.disconnect();
  return Number(offsets?.high);
}

const told = async (topic: string, group: string) => audited(await exporter.metrics(), topic, group);

async function suspected(topic: string): Promise<number | null | undefined> {
  const { findings } = (await exporter.api('/api/findings')) as FindingList;
  const finding = findings.find(
    (one) => one.name === 'missing' && one.certainty === 'suspected' && one.topic === topic,
  );
  return finding?.records;
}

it('a producer that is killed: what it had not told of is received, and nothing is missing', async () => {
  await read('shot', 'target');
  const producer = start('produce', 'shot', 'gun');
  await counted(producer, 1_000);
  await producer.kill();
  const acknowledged = producer.count();
  const written = await endOf('shot');
  expect(written).toBeGreaterThanOrEqual(acknowledged);
  // Past the deadline its buckets are compared as far as it told of them.
  await sleep(12_000);
  const found = await until(
    () => told('shot', 'target'),
    (all) => expect(all).toMatchObject({ received: written, missing: 0, duplicated: 0 }),
  );
  expect(found.acknowledged).toBeGreaterThan(0);
  expect(found.acknowledged).toBeLessThanOrEqual(written);
  console.log(`killed: ${acknowledged} acknowledged, ${written} written; told ${JSON.stringify(found)}`);
}, 120_000);

it('a consumer that is killed: what it had not told of is suspected, and not counted', async () => {
  const producer = start('produce', 'read', 'writer');
  const reader = start('consume', 'read', 'reader');
  await counted(reader, 1_000);
  await reader.kill();
  const handled = reader.count();
  await read('read', 'reader');
  await counted(producer, handled + 1_500);
  await producer.kill();
  const records = await until(
    () => suspected('read'),
    (value) => expect(value).toBeGreaterThan(0),
    60,
  );
  // Of the truth, which is that none is missing, it is an upper bound; what was told before is not in it.
  expect(records).toBeLessThan(handled);
  expect(await told('read', 'reader')).toMatchObject({ missing: 0 });
  console.log(`killed: ${handled} handled; suspected at most ${String(records)} missing`);
}, 120_000);

it('a producer that hangs for longer than the deadline and goes on, and a group that comes as late: all is counted', async () => {
  await read('hung', 'patient');
  const producer = start('produce', 'hung', 'sleeper');
  await counted(producer, 500);
  producer.pause();
  await sleep(15_000);
  const waiting = await endOf('hung');
  await read('hung', 'tardy');
  await until(
    () => told('hung', 'tardy'),
    ({ received }) => expect(received).toBe(waiting),
  );
  expect(await told('hung', 'patient')).toMatchObject({ missing: 0 });
  producer.resume();
  await counted(producer, producer.count() + 500);
  producer.pause();
  await sleep(500);
  const written = await endOf('hung');
  producer.resume();
  await counted(producer, producer.count() + 200);
  await until(
    () => told('hung', 'patient'),
    ({ acknowledged, received, missing, duplicated }) => {
      expect({ missing, duplicated }).toEqual({ missing: 0, duplicated: 0 });
      for (const count of [acknowledged, received]) expect(count).toBeGreaterThanOrEqual(written);
    },
    60,
  );
  const metrics = await exporter.metrics();
  const late = (consumergroup: string) =>
    metrics.value('kafka_audit_late_records_total', { topic: 'hung', consumergroup });
  // What the producer had in hand came late to both.
  expect(late('tardy')).toBeGreaterThanOrEqual(waiting);
  expect(late('patient')).toBeLessThan(waiting);
  expect(await told('hung', 'tardy')).toMatchObject({ missing: 0, duplicated: 0 });
  console.log(
    `hung: of ${waiting} records late for the group that came ${String(late('tardy'))}, for the other ${String(late('patient'))}`,
  );
}, 120_000);

it('brokers that lose what they acknowledged: every record of it is missing', async () => {
  const producer = probed('scribe').producer();
  await producer.connect();
  const put = async (count: number): Promise<void> => {
    const messages = Array.from({ length: count }, () => ({ partition: 0, value: 'a record' }));
    await producer.send({ topic: 'torn', messages, acks: -1 });
  };
  await put(100);
  const reader = await read('torn', 'archive');
  await until(
    () => told('torn', 'archive'),
    (found) => expect(found).toMatchObject({ acknowledged: 100, received: 100 }),
  );
  await reader.disconnect();
  // The leader alone has these, and then it falls.
  await cluster.brokers[1]?.kill();
  await sleep(6_000);
  await put(40);
  await until(
    () => told('torn', 'archive'),
    (found) => expect(found).toMatchObject({ acknowledged: 140 }),
  );
  await cluster.brokers[0]?.kill();
  await cluster.brokers[1]?.start();
  await until(
    exporter.metrics,
    (metrics) => expect(metrics.value('kafka_topic_partition_offline', { topic: 'torn', partition: 0 })).toBe(1),
    60,
  );
  await electUncleanly(cluster, 'torn', [0]);
  expect(await endOf('torn')).toBe(100);
  // For the group: its commits are in a topic that is not elected uncleanly.
  await cluster.brokers[0]?.start();
  await read('torn', 'archive');
  await put(300);
  await until(
    () => told('torn', 'archive'),
    (found) => expect(found).toMatchObject({ acknowledged: 440, received: 400, missing: 40, duplicated: 0 }),
    90,
  );
  await producer.disconnect();
}, 240_000);
