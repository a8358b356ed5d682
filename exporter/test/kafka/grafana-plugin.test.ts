import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { startCluster, type Cluster } from '../../../cluster/src/cluster.ts';
import type { GroupList } from '../../src/api.ts';
import { createTopic } from './create-topic.ts';
import { startUnderTest, until, type ExporterUnderTest } from './exporter-under-test.ts';
import { kafkaClient } from './kafkajs-members.ts';

/** The whole way from a broker through the exporter to the back end of the Grafana plugin, which runs as Grafana runs it. */

let cluster: Cluster;
let exporter: ExporterUnderTest;

beforeAll(async () => {
  cluster = await startCluster({ brokers: 1 });
  await createTopic(cluster, 'orders', 2);
  const kafka = kafkaClient(cluster.bootstrap, 'grafana-plugin');
  const [admin, producer] = [kafka.admin(), kafka.producer()];
  await Promise.all([admin.connect(), producer.connect()]);
  const messages = Array.from({ length: 50 }, (_, i) => ({ partition: 0, value: `record ${String(i)}` }));
  await producer.send({ topic: 'orders', messages });
  await admin.setOffsets({ groupId: 'billing', topic: 'orders', partitions: [{ partition: 0, offset: '30' }] });
  await Promise.all([admin.disconnect(), producer.disconnect()]);
  exporter = await startUnderTest({ brokers: cluster.bootstrap });
});

afterAll(async () => {
  await exporter.close();
  await cluster.stop();
});

it('is asked by the built plugin: health, each type of query, alert rules and pickers', async () => {
  await until(
    async () => (await exporter.api('/api/groups')) as GroupList,
    ({ groups }) => {
      expect(groups.find(({ group }) => group === 'billing')?.lag).toBe(20);
    },
  );
  const stdout = await testPlugin('-exporter', exporter.url);
  expect(stdout).toMatch(/sees the cluster: 1 broker, \d+ topics?, 1 consumer group, read \d+ s ago\./);
  expect(stdout).toContain('--- PASS: TestTheBuiltPlugin/passes_on_what_a_running_exporter_refuses');
}, 600_000);

it('hears from an exporter without Kafka what is wrong', async () => {
  const without = await startUnderTest({ brokers: '127.0.0.1:1' });
  try {
    await until(
      () => without.api('/readyz'),
      (answer) => {
        expect(JSON.stringify(answer)).toContain('could not be read yet');
      },
    );
    expect(await testPlugin('-exporter', without.url, '-kafka-is-down')).toContain('nothing listens there');
  } finally {
    await without.close();
  }
}, 600_000);

/** The Go tests of the built plugin, which Go may have to build with all its modules first. */
async function testPlugin(...options: string[]): Promise<string> {
  const cwd = fileURLToPath(new URL('../../../plugin', import.meta.url));
  const args = ['test', '-v', '-count=1', '-tags=arrow_json_stdlib', './pkg', ...options];
  try {
    return (await promisify(execFile)('go', args, { cwd })).stdout;
  } catch (error) {
    throw new Error((error as { stdout?: string }).stdout, { cause: error });
  }
}
