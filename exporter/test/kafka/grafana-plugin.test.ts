import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { ConfigResourceTypes, type Admin } from 'kafkajs';
import { startCluster, type Cluster } from '../../../cluster/src/cluster.ts';
import type { GroupList } from '../../src/api.ts';
import { firing, type Labels } from '../provisioning/alert-evaluation.ts';
import { alertRules } from '../provisioning/grafana-files.ts';
import { createTopic } from './create-topic.ts';
import { startUnderTest, until, type ExporterUnderTest } from './exporter-under-test.ts';
import { kafkaClient } from './kafkajs-members.ts';

/**
 * The whole way from a broker through the exporter to the back end of the Grafana plugin, which runs as Grafana runs it,
 * and to the alert rules of provisioning/grafana.
 */

const hourMs = 3_600_000;
const manyRecords = 10_100;

let cluster: Cluster;
let admin: Admin;
let exporter: ExporterUnderTest;

beforeAll(async () => {
  cluster = await startCluster({ brokers: 1 });
  await createTopic(cluster, 'orders', 2);
  const kafka = kafkaClient(cluster.bootstrap, 'grafana-plugin');
  const producer = kafka.producer();
  admin = kafka.admin();
  await Promise.all([admin.connect(), producer.connect()]);
  const messages = Array.from({ length: 50 }, (_, i) => ({ partition: 0, value: `record ${String(i)}` }));
  await producer.send({ topic: 'orders', messages });
  await commit('billing', 'orders', 30);
  await commit('shipping', 'orders', 50);

  // Two hours old, and kept for two and a half.
  await createTopic(cluster, 'readings', 1);
  const configEntries = [{ name: 'retention.ms', value: String(2.5 * hourMs) }];
  const resources = [{ type: ConfigResourceTypes.TOPIC, name: 'readings', configEntries }];
  await admin.alterConfigs({ validateOnly: false, resources });
  const timestamp = String(Date.now() - 2 * hourMs);
  const readings = Array.from({ length: manyRecords }, (_, i) => ({ value: String(i), timestamp }));
  await producer.send({ topic: 'readings', messages: readings });
  await commit('archive', 'readings', 10);
  await producer.disconnect();
  exporter = await startUnderTest({ brokers: cluster.bootstrap });
});

afterAll(async () => {
  await exporter.close();
  await admin.disconnect();
  await cluster.stop();
});

async function commit(groupId: string, topic: string, offset: number): Promise<void> {
  await admin.setOffsets({ groupId, topic, partitions: [{ partition: 0, offset: String(offset) }] });
}

it('is asked by the built plugin: health, each type of query, alert rules and pickers', async () => {
  await until(
    async () => (await exporter.api('/api/groups')) as GroupList,
    ({ groups }) => {
      expect(groups.find(({ group }) => group === 'billing')?.lag).toBe(20);
    },
  );
  const stdout = await testPlugin('-exporter', exporter.url);
  expect(stdout).toMatch(/sees the cluster: 1 broker, \d+ topics?, 3 consumer groups, read \d+ s ago\./);
  expect(stdout).toContain('--- PASS: TestTheBuiltPlugin/passes_on_what_a_running_exporter_refuses');
}, 600_000);

it('lets each alert rule fire for whom it is for, and end when it is well', async () => {
  const late = { group: 'archive', topic: 'readings' };
  const stopped = { group: 'billing' };
  const expired = { ...late, cause: 'expired' };
  const inTrouble: Firing = {
    'kafkascope-group-stopped': [{ group: 'archive' }, stopped],
    'kafkascope-time-lag': [late],
    'kafkascope-lag': [late],
    'kafkascope-time-to-loss': [late],
    'kafkascope-records-lost': [],
  };
  await untilFiring(inTrouble);
  await admin.deleteTopicRecords({ topic: 'readings', partitions: [{ partition: 0, offset: '30' }] });
  const withLoss = { ...inTrouble, 'kafkascope-records-lost': [expired] };
  await untilFiring(withLoss, inTrouble);
  await commit('archive', 'readings', manyRecords);
  await untilFiring(
    {
      'kafkascope-group-stopped': [stopped],
      'kafkascope-time-lag': [],
      'kafkascope-lag': [],
      'kafkascope-time-to-loss': [],
      'kafkascope-records-lost': [expired],
    },
    withLoss,
  );
});

/** Instances of alert rules, by the rules' uids. */
type Firing = Record<string, Labels[]>;

async function untilFiring(expected: Firing, before: Firing = {}): Promise<void> {
  await until(
    async () => {
      const all = alertRules().map(
        async (rule) => [rule.uid, await firing(rule, exporter.url, before[rule.uid])] as const,
      );
      return Object.fromEntries(await Promise.all(all));
    },
    (now) => {
      expect(now).toEqual(expected);
    },
    60,
  );
}

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
