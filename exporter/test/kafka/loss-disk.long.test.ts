import { mkdtempSync, readdirSync, rmSync, statfsSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, it, jest } from '@jest/globals';
import { startCluster, type Cluster } from '../../../cluster/src/cluster.ts';
import { formatLogDir, twoLogDirs } from '../../../cluster/src/log-dir.ts';
import { mountMemoryDisk } from '../../../cluster/src/memory-disk.ts';
import { startWatcher } from '../../../cluster/src/watcher.ts';
import { startUnderTest, until } from './exporter-under-test.ts';
import { eventually } from './eventually.ts';
import { kafkaClient } from './kafkajs-members.ts';
import { LossWatch } from './loss-watch.ts';

/** A broker whose disk gets full: it is told, and nothing is taken for lost. Needs the right to mount. */

jest.setTimeout(300_000);

const sizeMb = 48;
/** Replicas by topic; of each some partitions come to lie on the small disk. */
const topics = { copied: [1, 2], single: [1] } as const;
const partitions = [0, 1, 2, 3];

it('a broker whose disk gets full', async () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'kafkascope-disk-'));
  const small = path.join(folder, 'small');
  const watcher = startWatcher({ mount: small, directory: folder });
  try {
    mountMemoryDisk(small, sizeMb);
  } catch (error) {
    await watcher.close();
    expect(String(error)).toMatch(/needs Linux and root/);
    process.stdout.write('NOT TESTED: a disk that gets full, as no memory disk can be mounted here\n');
    return;
  }
  let cluster: Cluster | undefined;
  try {
    const dataDir = path.join(folder, 'data');
    cluster = await startCluster({
      brokers: 2,
      dataDir,
      brokerConfig: (id) => ({
        'min.insync.replicas': '1',
        ...(id === 1 && withSmallDir(path.join(dataDir, 'broker-1', 'data'), path.join(small, 'data'))),
      }),
    });
    await fill(cluster, small);
  } finally {
    await cluster?.stop();
    await watcher.close();
  }
});

/** By the time it is asked for, the first log dir is formatted. */
function withSmallDir(large: string, small: string): Record<string, string> {
  formatLogDir(large, small);
  return twoLogDirs(large, small);
}

/** What the exporter tells while the disk fills, when the broker gives it up, and when there is room again. */
async function fill(cluster: Cluster, small: string): Promise<void> {
  const kafka = kafkaClient(cluster.bootstrap, 'disk');
  const admin = kafka.admin();
  const producer = kafka.producer({ retry: { retries: 3 } });
  await Promise.all([admin.connect(), producer.connect()]);
  const create = async (topic: string, replicas: readonly number[]) => {
    const replicaAssignment = partitions.map((partition) => ({ partition, replicas: [...replicas] }));
    await admin.createTopics({ waitForLeaders: false, topics: [{ topic, replicaAssignment }] });
  };
  const send = async (topic: string, count: number, size: number) => {
    const messages = partitions.map((partition) => ({ partition, value: 'x'.repeat(size) }));
    for (let sent = 0; sent < count; sent++) await producer.send({ topic, messages, acks: -1 });
  };
  let news = 0;
  /** The exporter reads log dirs once a minute, and sooner when a topic is new. */
  const readDirsSoon = async () => {
    // kafkajs creates nothing while any partition is without a leader.
    const made = ['--create', '--topic', `news-${String(news++)}`, '--replica-assignment', '2'];
    await cluster.tool('org.apache.kafka.tools.TopicCommand', [
      '--bootstrap-server',
      cluster.internalBootstrap,
      ...made,
    ]);
  };
  for (const [topic, replicas] of Object.entries(topics)) {
    await create(topic, replicas);
    await eventually(() => send(topic, 20, 1_000));
    const offsets = partitions.map((partition) => ({ partition, offset: '5' }));
    await admin.setOffsets({ groupId: 'stopped', topic, partitions: offsets });
  }
  for (const topic of Object.keys(topics))
    expect(readdirSync(path.join(small, 'data')).some((name) => name.startsWith(`${topic}-`))).toBe(true);
  const exporter = await startUnderTest({ brokers: cluster.bootstrap });
  const watch = new LossWatch(exporter);
  try {
    await watch.sees({ group: 'stopped', topic: 'copied' }, { committed: 5, isEmpty: true }, 3);

    const { bavail, bsize } = statfsSync(small);
    writeFileSync(path.join(small, 'filler'), Buffer.alloc(bavail * bsize - 1_000_000));
    const filledMs = performance.now();
    await readDirsSoon();
    await until(
      () => watch.findings('risk'),
      (findings) => {
        const full = findings.filter(({ name }) => name === 'disk_full');
        expect(full).toMatchObject([{ broker: 1, severity: 'critical', end: null }]);
      },
      120,
    );
    process.stdout.write(`disk_full: told after ${((performance.now() - filledMs) / 1000).toFixed(1)} s\n`);

    const overfill = async () => {
      for (const topic of Object.keys(topics)) await send(topic, 100, 10_000);
    };
    // It fails where a partition without another replica goes.
    await overfill().catch(() => undefined);
    await readDirsSoon();
    const dir = { broker: 1, log_dir: path.join(small, 'data') };
    await until(
      exporter.metrics,
      (metrics) => {
        expect(metrics.value('kafka_broker_log_dir_online', dir)).toBe(0);
        expect(metrics.value('kafka_up')).toBe(1);
      },
      120,
    );
    const offline = (await watch.findings('risk')).filter(({ name }) => name === 'log_dir_offline');
    expect(offline).toMatchObject([{ broker: 1, severity: 'critical', end: null }]);
    await watch.refreshes(5);
    expect([...(await watch.counters())]).toEqual([]);
    expect(await watch.findings()).toEqual([]);

    rmSync(path.join(small, 'filler'));
    await cluster.brokers[0]?.kill();
    await cluster.brokers[0]?.start();
    await readDirsSoon();
    await until(
      exporter.metrics,
      (metrics) => {
        expect(metrics.value('kafka_broker_log_dir_online', dir)).toBe(1);
        for (const partition of partitions) {
          expect(metrics.value('kafka_topic_partition_in_sync_replica', { topic: 'copied', partition })).toBe(2);
          expect(metrics.value('kafka_topic_partition_in_sync_replica', { topic: 'single', partition })).toBe(1);
        }
      },
      120,
    );
    await watch.refreshes(5);
    expect([...(await watch.counters())]).toEqual([]);
    expect(await watch.findings()).toEqual([]);
  } finally {
    await exporter.close();
    await Promise.all([admin.disconnect(), producer.disconnect()]);
  }
}
