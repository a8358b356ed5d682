import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, it, jest } from '@jest/globals';
import type { Producer } from 'kafkajs';
import { startCluster, type Cluster } from '../../../cluster/src/cluster.ts';
import { electUncleanly } from './elect-leaders.ts';
import { eventually } from './eventually.ts';
import { startExporterProcess, type ExporterProcess } from './exporter-process.ts';
import { startUnderTest, until, type ExporterUnderTest } from './exporter-under-test.ts';
import { kafkaClient } from './kafkajs-members.ts';
import { LossWatch } from './loss-watch.ts';

/**
 * One unclean leader election, and three exporters: one sees it at once, one only when new records have covered what
 * is gone, one is restarted meanwhile. The quorum is a controller that stays while the brokers fall.
 */

jest.setTimeout(300_000);

/** Replicas by topic: what the follower lacks when it becomes leader. */
const topics = {
  /** Records of an epoch that it knows. */
  tail: [1, 2],
  /** The whole of an epoch. */
  epoch: [2, 1],
  /** Everything: written only after it fell. */
  everything: [1, 2],
  /** Nothing. */
  nothing: [2, 1],
} as const;
type Topic = keyof typeof topics;
const names = Object.keys(topics) as Topic[];
const torn = names.filter((name) => name !== 'nothing');

let cluster: Cluster;
let producer: Producer;
let stateDir: string;
/** Sees all as it happens. */
let live: ExporterUnderTest;
let ofLive: LossWatch;
/** Hangs from before the election until new records have come. */
let hanging: ExporterProcess;
/** Ends before the election. */
let restarted: ExporterUnderTest;
/** Records by topic, in the order of `names`. */
let lost: number[] = [];

beforeAll(async () => {
  stateDir = mkdtempSync(path.join(tmpdir(), 'kafkascope-loss-'));
  cluster = await startCluster({
    brokers: 2,
    controllers: 1,
    brokerConfig: {
      'min.insync.replicas': '1',
      // So that a broker that is killed is soon known to be gone.
      'broker.heartbeat.interval.ms': '500',
      'broker.session.timeout.ms': '4000',
    },
  });
  const admin = kafkaClient(cluster.bootstrap, 'loss').admin();
  await admin.connect();
  const assigned = Object.entries(topics).map(([topic, replicas]) => ({
    topic,
    replicaAssignment: [{ partition: 0, replicas: [...replicas] }],
  }));
  await admin.createTopics({ topics: assigned, waitForLeaders: false });
  await admin.disconnect();
  producer = kafkaClient(cluster.bootstrap, 'loss').producer({ retry: { retries: 20 } });
  await producer.connect();
  [live, hanging, restarted] = await Promise.all([
    startUnderTest({ brokers: cluster.bootstrap }),
    startExporterProcess(cluster.bootstrap),
    startUnderTest({ brokers: cluster.bootstrap, flags: [`--state.dir=${stateDir}`] }),
  ]);
  ofLive = new LossWatch(live);
});

afterAll(async () => {
  await Promise.all([live.close(), hanging.kill(), restarted.close(), producer.disconnect()]);
  await cluster.stop();
  rmSync(stateDir, { recursive: true });
});

async function produce(topic: Topic, count: number): Promise<void> {
  const messages = Array.from({ length: count }, (_, i) => ({ partition: 0, value: `record ${String(i)}` }));
  await producer.send({ topic, messages, acks: -1 });
}

/** End offsets, when an exporter sees those that are expected; without any, as soon as it sees all. */
async function ends(of: Pick<ExporterUnderTest, 'metrics'>, expected?: readonly number[]): Promise<number[]> {
  const name = 'kafka_topic_partition_current_offset';
  const metrics = await until(
    of.metrics,
    (scrape) => {
      const seen = names.map((topic) => scrape.value(name, { topic, partition: 0 }));
      expect(seen).toEqual(expected ?? names.map(() => expect.any(Number)));
    },
    60,
  );
  return names.map((topic) => metrics.value(name, { topic, partition: 0 }) ?? NaN);
}

it('records are acknowledged that only one broker has', async () => {
  for (const topic of names) if (topic !== 'everything') await eventually(() => produce(topic, 100));
  await ends(live, [100, 100, 0, 100]);
  await cluster.brokers[1]?.kill();
  for (const topic of torn) await eventually(() => produce(topic, 50));
  // A refresh that was under way has not seen all of them.
  await ofLive.refreshes(2);
  const acknowledged = await ends(live);
  await Promise.all([ends(hanging, acknowledged), ends(restarted, acknowledged)]);
  expect(acknowledged[3]).toBe(100);
  // A producer that tries again may write a batch twice.
  acknowledged.slice(0, 3).forEach((end, i) => {
    expect(end).toBeGreaterThanOrEqual([150, 150, 50][i] ?? NaN);
  });
  expect(await ofLive.counters()).toEqual(new Map());
});

it('that broker falls, and the one that lacks them becomes leader', async () => {
  lost = (await ends(live)).map((end, i) => end - ([100, 100, 0, 100][i] ?? NaN));
  hanging.pause();
  await restarted.close();
  await cluster.brokers[0]?.kill();
  await cluster.brokers[1]?.start();
  await until(
    live.metrics,
    (metrics) => {
      const isOffline = (topic: string) => metrics.value('kafka_topic_partition_offline', { topic, partition: 0 });
      expect(names.map(isOffline)).toEqual([1, 1, 1, 1]);
    },
    60,
  );
  expect(await ofLive.counters()).toEqual(new Map());
  for (const topic of names) await electUncleanly(cluster, topic, [0]);
});

const expected = (topic: Topic) => {
  const records = String(lost[names.indexOf(topic)]);
  return [`counted truncated ${records}`, `proved truncated ${records} lower`];
};

it('is counted at once', async () => {
  for (const topic of torn) await ofLive.says({ topic }, expected(topic), `${topic}, seen at once`);
  expect(await ofLive.of({ topic: 'nothing' })).toEqual([]);
});

it('is counted when new records have covered it before the next refresh', async () => {
  for (const topic of names) await eventually(() => produce(topic, 80));
  await ends(live);
  hanging.resume();
  const watch = new LossWatch(hanging);
  for (const topic of torn) await watch.says({ topic }, expected(topic), `${topic}, covered by new records`);
  expect(await watch.counters()).toEqual(await ofLive.counters());
});

it('is counted when the exporter was restarted meanwhile', async () => {
  restarted = await startUnderTest({ brokers: cluster.bootstrap, flags: [`--state.dir=${stateDir}`] });
  const watch = new LossWatch(restarted);
  for (const topic of torn) await watch.says({ topic }, expected(topic), `${topic}, exporter restarted meanwhile`);
  expect(await watch.counters()).toEqual(await ofLive.counters());
});

it('is counted once, and nothing else, also when all is well again', async () => {
  const before = await ofLive.counters();
  expect([...before.keys()].sort()).toEqual(torn.map((topic) => `/${topic}/truncated`).sort());
  await cluster.brokers[0]?.start();
  await until(
    live.metrics,
    (metrics) => {
      const inSync = (topic: string) => metrics.value('kafka_topic_partition_in_sync_replica', { topic, partition: 0 });
      expect(names.map(inSync)).toEqual([2, 2, 2, 2]);
    },
    60,
  );
  for (const watch of [ofLive, new LossWatch(hanging), new LossWatch(restarted)]) {
    await watch.refreshes(4);
    expect(await watch.counters()).toEqual(before);
  }
});
