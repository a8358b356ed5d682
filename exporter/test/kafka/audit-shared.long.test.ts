import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { Kafka, logLevel } from 'kafkajs';
import { setTimeout as sleep } from 'node:timers/promises';
import { startCluster, type Cluster } from '../../../cluster/src/cluster.ts';
import { instrument } from '../../../probe/src/index.ts';
import { createTopic } from './create-topic.ts';
import { startExporterProcess, type ExporterProcess } from './exporter-process.ts';
import { until } from './exporter-under-test.ts';
import { faultyClient } from './faulty-client.ts';

/** Two exporters divide the audit by the group that reads the topic of beacons; one is killed. */

const topics = Array.from({ length: 8 }, (_, i) => `shared.${i}`);
const flags = ['--audit.enabled', '--audit.deadline=30s'];

let cluster: Cluster;
let exporters: ExporterProcess[];

beforeAll(async () => {
  cluster = await startCluster({ brokers: 1, brokerConfig: { 'group.initial.rebalance.delay.ms': '0' } });
  await Promise.all(topics.map((topic) => createTopic(cluster, topic, 2)));
  // One after the other, so that both do not make the topic of beacons at once.
  exporters = [await startExporterProcess(cluster.bootstrap, flags)];
  await sleep(5_000);
  exporters.push(await startExporterProcess(cluster.bootstrap, flags));
}, 120_000);

afterAll(async () => {
  await Promise.all(exporters.map((exporter) => exporter.kill()));
  await cluster.stop();
}, 60_000);

function client(): Kafka {
  return new Kafka({ clientId: 'shared', brokers: cluster.bootstrap.split(','), logLevel: logLevel.NOTHING });
}

/** Missing and acknowledged records by topic, as one exporter tells them; topics that it does not audit are left out. */
async function told(exporter: ExporterProcess): Promise<Map<string, { acknowledged: number; missing: number }>> {
  const metrics = await exporter.metrics();
  return new Map(
    topics.flatMap((topic) => {
      const acknowledged = metrics.value('kafka_audit_acknowledged_records_total', { topic });
      const missing = metrics.value('kafka_audit_missing_records_total', { topic, consumergroup: 'reader' }) ?? NaN;
      return acknowledged === undefined ? [] : [[topic, { acknowledged, missing }] as const];
    }),
  );
}

it('loses no bucket and counts none twice when one of them is killed', async () => {
  let dropped = 0;
  const faulty = faultyClient(client(), {
    drops: (_, offset) => offset % 50 === 7,
    onDropped: (count) => (dropped += count),
  });
  const probe = instrument(faulty, { service: 'shop', bucketMs: 2_000, intervalMs: 500 });
  const consumer = probe.consumer({ groupId: 'reader' });
  await consumer.connect();
  await consumer.subscribe({ topics, fromBeginning: true });
  await consumer.run({ autoCommitInterval: 500, eachBatch: () => Promise.resolve() });
  const producer = probe.producer();
  await producer.connect();
  const send = async (rounds: number): Promise<void> => {
    for (let round = 0; round < rounds; round++) {
      const messages = Array.from({ length: 25 }, (_, i) => ({ key: String(i), value: 'a' }));
      await producer.sendBatch({ topicMessages: topics.map((topic) => ({ topic, messages })) });
      await sleep(100);
    }
  };
  const all = (each: Map<string, { acknowledged: number; missing: number }>[]) => {
    const rows = each.flatMap((one) => [...one.values()]);
    const sum = (of: (row: (typeof rows)[number]) => number) => rows.reduce((total, row) => total + of(row), 0);
    return { topics: rows.length, acknowledged: sum((row) => row.acknowledged), missing: sum((row) => row.missing) };
  };
  try {
    await send(100);
    await until(
      () => Promise.all(exporters.map(told)),
      (each) => {
        // Both have something to do, and no topic is audited by both.
        expect(each.map(({ size }) => size > 0)).toEqual([true, true]);
        expect(all(each)).toEqual({ topics: topics.length, acknowledged: 100 * 25 * topics.length, missing: dropped });
      },
      90,
    );
    const [first, second] = exporters;
    if (first === undefined || second === undefined) throw new Error('there are two exporters');
    const running = send(100);
    await first.kill();
    await running;
    await until(
      () => told(second),
      (left) => {
        expect(all([left])).toEqual({
          topics: topics.length,
          acknowledged: 200 * 25 * topics.length,
          missing: dropped,
        });
      },
      120,
    );
    expect(dropped).toBeGreaterThan(500);
  } finally {
    await Promise.all([producer.disconnect(), consumer.disconnect()]);
    await probe.closeProbe();
  }
}, 400_000);
