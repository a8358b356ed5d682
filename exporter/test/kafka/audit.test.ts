import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Kafka, logLevel, type Consumer, type EachMessageHandler } from 'kafkajs';
import { setTimeout as sleep } from 'node:timers/promises';
import { startCluster, type Cluster } from '../../../cluster/src/cluster.ts';
import { instrument, type Instrumented } from '../../../probe/src/index.ts';
import type { FindingList, Graph } from '../../src/api.ts';
import { pythonWithKafka } from '../../../scripts/tools.mjs';
import { audited } from './audited.ts';
import { startUnderTest, until, type ExporterUnderTest } from './exporter-under-test.ts';

/** Probes in real producers and consumers, beacons over Kafka, and an exporter that compares them. */

const fast = { bucketMs: 1_000, intervalMs: 200 } as const;

let cluster: Cluster;
let exporter: ExporterUnderTest;
const probes: Instrumented[] = [];
const consumers: Consumer[] = [];

beforeAll(async () => {
  cluster = await startCluster({ brokers: 1, brokerConfig: { 'group.initial.rebalance.delay.ms': '0' } });
  exporter = await startUnderTest({ brokers: cluster.bootstrap, flags: ['--audit.enabled', '--audit.deadline=10s'] });
  const admin = bare('admin').admin();
  await admin.connect();
  const topics = ['whole', 'dropped', 'refused', 'paid', 'python', 'sought', 'two'];
  await admin.createTopics({
    // The test waits long enough below; kafkajs's own waiting fails when the broker has not heard of a topic yet.
    waitForLeaders: false,
    topics: topics.map((topic) => ({
      topic,
      numPartitions: 3,
      configEntries: topic === 'refused' ? [{ name: 'max.message.bytes', value: '1000' }] : [],
    })),
  });
  await admin.disconnect();
  // The exporter makes the topic of beacons.
  await until(
    () => exporter.metrics(),
    (metrics) => expect(metrics.text).toContain('__kafkascope.beacons'),
  );
}, 120_000);

afterAll(async () => {
  await Promise.all(consumers.map((consumer) => consumer.disconnect()));
  await Promise.all(probes.map((probe) => probe.closeProbe()));
  await exporter.close();
  await cluster.stop();
}, 60_000);

function bare(clientId: string): Kafka {
  return new Kafka({ clientId, brokers: cluster.bootstrap.split(','), logLevel: logLevel.NOTHING });
}

function probed(service: string): Instrumented {
  const probe = instrument(bare(service), { service, ...fast });
  probes.push(probe);
  return probe;
}

async function read(topic: string, groupId: string, eachMessage: EachMessageHandler, probe = probed(groupId)) {
  const consumer = probe.consumer({ groupId });
  consumers.push(consumer);
  await consumer.connect();
  await consumer.subscribe({ topic, fromBeginning: true });
  await consumer.run({ eachMessage, autoCommitInterval: 500 });
  return consumer;
}

/** Until something was handled in each partition behind what is to be compared. */
async function send(topic: string, service: string, count: number): Promise<void> {
  const producer = probed(service).producer();
  await producer.connect();
  for (let sent = 0; sent < count; sent += 50) {
    const messages = Array.from({ length: Math.min(50, count - sent) }, (_, i) => ({
      key: String(sent + i),
      value: `${service} ${sent + i}`,
    }));
    await producer.send({ topic, messages });
    await sleep(20);
  }
  await producer.disconnect();
}

async function found(topic: string, group: string) {
  return audited(await exporter.metrics(), topic, group);
}

describe('the audit', () => {
  it('finds nothing missing where nothing is, with two producers and a rebalance', async () => {
    const handler = () => Promise.resolve();
    const first = await read('whole', 'keeper', handler);
    await Promise.all([send('whole', 'shop', 1_000), send('whole', 'till', 1_000)]);
    await read('whole', 'keeper', handler);
    await Promise.all([send('whole', 'shop', 1_000), send('whole', 'till', 1_000)]);
    await first.disconnect();
    await send('whole', 'shop', 1_000);
    await until(
      () => found('whole', 'keeper'),
      (counts) => {
        expect(counts).toEqual({ acknowledged: 5_000, received: 5_000, missing: 0, duplicated: 0, completeness: 1 });
      },
    );
    // Every bucket is closed, or the ratio would stand on less than all.
    await until(
      () => exporter.api('/api/graph?topic=^whole$') as Promise<Graph>,
      ({ edges }) => {
        expect(edges.find(({ source }) => source === 'producer:shop')?.evidence).toContain('probe');
      },
    );
  }, 120_000);

  it('numbers the records of several producers of one client apart', async () => {
    await read('two', 'both', () => Promise.resolve());
    const probe = probed('twins');
    const twins = await Promise.all(
      [1, 2].map(async () => {
        const producer = probe.producer();
        await producer.connect();
        return producer;
      }),
    );
    for (let round = 0; round < 10; round++) {
      await Promise.all(
        twins.map((producer) =>
          producer.send({ topic: 'two', messages: [0, 1, 2].map((partition) => ({ partition, value: 'a' })) }),
        ),
      );
    }
    await Promise.all(twins.map((producer) => producer.disconnect()));
    await until(
      () => found('two', 'both'),
      (counts) => {
        expect(counts).toEqual({ acknowledged: 60, received: 60, missing: 0, duplicated: 0, completeness: 1 });
      },
    );
  }, 60_000);

  it('tells which settings of clients may lose or repeat records', async () => {
    const { findings } = (await exporter.api('/api/findings')) as FindingList;
    const finding = findings.find(({ name, topic }) => name === 'client_settings' && topic === 'two');
    expect(finding).toMatchObject({ kind: 'risk', certainty: 'proved', severity: 'info' });
    expect(finding?.title).toContain('both: offsets are committed by the client itself');
    expect(finding?.title).toContain('twins: a retry may write a record twice');
    expect(finding?.title).not.toContain('fromBeginning');
  }, 60_000);

  it('counts to the record what a consumer drops before it handles it', async () => {
    const kafka = bare('dropper');
    let dropped = 0;
    // As an application that lets records fall below the probe: they are fetched and committed, and never handled.
    const dropping: Pick<Kafka, 'producer' | 'consumer' | 'admin' | 'logger'> = {
      producer: (config) => kafka.producer(config),
      admin: (config) => kafka.admin(config),
      logger: () => kafka.logger(),
      consumer: (config) => {
        const consumer = kafka.consumer(config);
        return {
          ...consumer,
          run: (run = {}) =>
            consumer.run({
              ...run,
              eachMessage: async (payload) => {
                if (Number(payload.message.offset) % 10 === 3) dropped++;
                else await run.eachMessage?.(payload);
              },
            }),
        };
      },
    };
    const probe = instrument(dropping, { service: 'sieve', ...fast });
    probes.push(probe);
    await read('dropped', 'sieve', () => Promise.resolve(), probe);
    await send('dropped', 'source', 2_000);
    await until(
      () => found('dropped', 'sieve'),
      (counts) => {
        expect(dropped).toBeGreaterThan(100);
        expect(counts).toMatchObject({ acknowledged: 2_000, received: 2_000 - dropped, missing: dropped });
      },
    );
    const { findings } = (await exporter.api('/api/findings')) as FindingList;
    const finding = findings.find(({ name, topic }) => name === 'missing' && topic === 'dropped');
    expect(finding).toMatchObject({ certainty: 'proved', records: dropped, group: 'sieve', bound: 'exact' });
    expect(finding?.title).toContain('acknowledged to source never arrived');
  }, 90_000);

  it('counts what brokers refuse as unsent, and nothing else', async () => {
    const producer = probed('large').producer();
    await producer.connect();
    await producer.send({ topic: 'refused', messages: [{ value: 'small', partition: 0 }] });
    const tooLarge = { topic: 'refused', messages: [{ value: 'x'.repeat(2_000), partition: 1 }] };
    for (let i = 0; i < 3; i++) await expect(producer.send(tooLarge)).rejects.toThrow(/larger|large/i);
    await producer.disconnect();
    await until(
      () => exporter.metrics(),
      (metrics) => {
        expect(metrics.value('kafka_topic_records_lost_total', { topic: 'refused', cause: 'unsent' })).toBe(3);
        expect(metrics.value('kafka_audit_acknowledged_records_total', { topic: 'refused' })).toBe(1);
        expect(metrics.value('kafka_topic_records_lost_total', { topic: 'whole', cause: 'unsent' })).toBe(0);
      },
    );
  }, 60_000);

  it('takes a transaction for sent when it is committed, and never where it is aborted', async () => {
    await read('paid', 'book', () => Promise.resolve());
    const producer = probed('payer').producer({ transactionalId: 'payer', idempotent: true, maxInFlightRequests: 1 });
    await producer.connect();
    for (let i = 0; i < 10; i++) {
      const transaction = await producer.transaction();
      await transaction.send({
        topic: 'paid',
        messages: [0, 1, 2].map((partition) => ({ partition, value: String(i) })),
      });
      await (i % 2 === 0 ? transaction.commit() : transaction.abort());
      await sleep(300);
    }
    await producer.disconnect();
    await until(
      () => found('paid', 'book'),
      (counts) => {
        expect(counts).toMatchObject({ acknowledged: 15, received: 15, missing: 0, completeness: 1 });
      },
    );
  }, 90_000);

  it('takes beacons that another language made: the example in Python', async () => {
    await read('python', 'snake', () => Promise.resolve());
    const example = fileURLToPath(new URL('../../../probe/examples/beacon.py', import.meta.url));
    const { stdout } = await promisify(execFile)(pythonWithKafka() ?? 'python3', [
      ...[example, cluster.bootstrap, 'python', '300'],
    ]);
    expect(JSON.parse(stdout)).toEqual({ acked: 300 });
    await until(
      () => found('python', 'snake'),
      (counts) => {
        expect(counts).toMatchObject({ acknowledged: 300, received: 300, missing: 0, duplicated: 0 });
      },
    );
  }, 60_000);

  it('does not count what a consumer passes over on purpose', async () => {
    const handled: string[] = [];
    const consumer = await read('sought', 'jumper', ({ message }) => {
      handled.push(message.offset);
      return Promise.resolve();
    });
    const producer = probed('ladder').producer();
    await producer.connect();
    const put = (count: number) =>
      producer.send({ topic: 'sought', messages: Array.from({ length: count }, () => ({ partition: 0, value: 'a' })) });
    await put(10);
    await until(
      () => Promise.resolve(handled.length),
      (count) => expect(count).toBe(10),
    );
    consumer.pause([{ topic: 'sought' }]);
    await put(20);
    consumer.seek({ topic: 'sought', partition: 0, offset: '30' });
    consumer.resume([{ topic: 'sought' }]);
    await sleep(1_500);
    await put(10);
    await until(
      () => found('sought', 'jumper'),
      (counts) => {
        expect(counts).toMatchObject({ acknowledged: 40, received: 20, missing: 0 });
        expect(counts.completeness).toBe(1);
      },
    );
  }, 60_000);
});
