import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import type { Admin, Producer } from 'kafkajs';
import { startCluster, type Cluster } from '../../../cluster/src/cluster.ts';
import { createTopic } from './create-topic.ts';
import { eventually } from './eventually.ts';
import { startExporterProcess } from './exporter-process.ts';
import { startUnderTest, until, type ExporterUnderTest } from './exporter-under-test.ts';
import { JavaReaders } from './java-readers.ts';
import { kafkaClient } from './kafkajs-members.ts';
import { LossWatch, type Subject } from './loss-watch.ts';

/**
 * Losses that really happen, as the whole exporter tells them. Each scenario has a group and a topic of its own, of one
 * partition; all happen at the same time, and at the end nothing else may have been counted.
 */

jest.setTimeout(240_000);

const produced = 100;
const scenarios = [
  'earliest',
  'latest',
  'hung',
  'slow',
  'below',
  'gone',
  'gone-for-good',
  'drained',
  'gone-read',
  'marker',
] as const;
const moreScenarios = ['forward', 'back', 'classic-forward', 'forgotten', 'killed'] as const;
const subjectOf = (name: string): Required<Subject> => ({ group: `${name}-group`, topic: `${name}-topic` });

let cluster: Cluster;
let admin: Admin;
let producer: Producer;
let readers: JavaReaders;
let exporter: ExporterUnderTest;
let watch: LossWatch;
let stateDir: string;
const running = new Map<string, Promise<void>>();
let endProcess: (() => Promise<void>) | undefined;

beforeAll(async () => {
  stateDir = mkdtempSync(path.join(tmpdir(), 'kafkascope-loss-'));
  cluster = await startCluster({ brokers: 2, brokerConfig: { 'min.insync.replicas': '1' } });
  readers = new JavaReaders(cluster);
  const kafka = kafkaClient(cluster.bootstrap, 'loss');
  admin = kafka.admin();
  producer = kafka.producer({ retry: { retries: 20 } });
  await Promise.all([admin.connect(), producer.connect()]);
  await Promise.all(
    [...scenarios, ...moreScenarios].map(async (name) => {
      await createTopic(cluster, subjectOf(name).topic, 1);
      await produce(subjectOf(name).topic, produced);
    }),
  );
  exporter = await startUnderTest({ brokers: cluster.bootstrap, flags: [`--state.dir=${stateDir}/live`] });
  watch = new LossWatch(exporter);
  for (const [name, happen] of Object.entries(whatHappens)) {
    const done = happen(subjectOf(name));
    // Told by the test of that name, which may not have begun yet.
    done.catch(() => undefined);
    running.set(name, done);
  }
});

afterAll(async () => {
  await Promise.all([exporter.close(), endProcess?.()]);
  await Promise.all([admin.disconnect(), producer.disconnect()]);
  await cluster.stop();
  rmSync(stateDir, { recursive: true });
});

/** In batches of ten, of which a reader fetches one at a time. */
async function produce(topic: string, count: number): Promise<void> {
  const messages = Array.from({ length: 10 }, (_, i) => ({
    partition: 0,
    value: `one of many records, number ${String(i)}`,
  }));
  for (let sent = 0; sent < count; sent += 10) await producer.send({ topic, messages, acks: -1 });
}

async function deleteRecords(topic: string, below: number): Promise<void> {
  // The client asks the leaders that it knows, and finds them only here, where others may be changing topics meanwhile.
  await eventually(async () => {
    await admin.fetchTopicOffsets(topic);
    await admin.deleteTopicRecords({ topic, partitions: [{ partition: 0, offset: String(below) }] });
  });
}

/** A group of that protocol that reads 40 of 100 records and stops; seen by the exporter until its commit stands still. */
async function stopAt40(subject: Required<Subject>, protocol: 'classic' | 'consumer' = 'classic'): Promise<void> {
  await readers.join(subject.group, { topic: subject.topic, protocol });
  await readers.read(subject.group, 40);
  // A member that comes and goes between two refreshes is none that the exporter knows of.
  await watch.sees(subject, { committed: 40, isEmpty: false }, 1);
  await readers.leave(subject.group);
  await watch.sees(subject, { committed: 40, isEmpty: true }, 3);
}

/** What an operator does, with Kafka's own tool. */
async function moveBy(group: string, topic: string, by: number): Promise<void> {
  const to = ['--reset-offsets', '--topic', topic, '--shift-by', String(by), '--execute'];
  const at = ['--bootstrap-server', cluster.internalBootstrap, '--group', group];
  await cluster.tool('org.apache.kafka.tools.consumer.group.ConsumerGroupCommand', [...at, ...to]);
}

const whatHappens: Readonly<Record<string, (subject: Required<Subject>) => Promise<void>>> = {
  async earliest(subject) {
    const { group, topic } = subject;
    await stopAt40(subject);
    await deleteRecords(topic, 70);
    await watch.says(subject, ['counted expired 30', 'proved expired 30 exact']);
    await readers.join(group, { topic, reset: 'earliest' });
    expect((await readers.read(group, 30))[0]).toBe(70);
    await watch.says(subject, ['counted expired 30', 'proved expired 30 exact', 'suspected reset 30 upper']);
  },

  async latest(subject) {
    const { group, topic } = subject;
    await stopAt40(subject);
    await deleteRecords(topic, 70);
    await watch.says(subject, ['counted expired 30', 'proved expired 30 exact']);
    await readers.join(group, { topic, reset: 'latest' });
    await produce(topic, 20);
    expect((await readers.read(group, 20))[0]).toBe(100);
    // It skipped the records from 70 to 99, and nobody can see that it read the 20 behind them.
    await watch.says(subject, ['counted expired 30', 'proved expired 30 exact', 'suspected reset 50 upper']);
  },

  async hung(subject) {
    const { group, topic } = subject;
    await readers.join(group, { topic, protocol: 'consumer' });
    await readers.read(group, 40);
    await readers.poll(group, 10);
    await watch.sees(subject, { committed: 40, isEmpty: false }, 1);
    await deleteRecords(topic, 90);
    await watch.says(subject, ['counted expired 50', 'proved expired 50 upper']);
    // Not lost are the records that it was working on, and those that it had fetched.
    const later: number[] = [];
    while (later.at(-1) !== 99) later.push(...(await readers.read(group, 1)));
    const lost = 90 - 50 - later.filter((offset) => offset < 90).length;
    expect(lost).toBeGreaterThanOrEqual(20);
    expect(lost).toBeLessThanOrEqual(50);
    await watch.sees(subject, { committed: 100 }, 2);
    expect((await watch.counters()).get(`${group}/${topic}/expired`)).toBe(50);
  },

  async slow(subject) {
    const { group, topic } = subject;
    await readers.join(group, { topic });
    // A commit every five seconds: nothing is concluded from one that stands for less than fifteen, which is enough for
    // what follows the last one, also on a machine that is busy.
    await readers.read(group, 10);
    for (let commits = 1; commits < 4; commits++) {
      await sleep(5_000);
      await readers.read(group, 10);
    }
    await deleteRecords(topic, 80);
    await watch.sees(subject, { logStart: 80 });
    const later: number[] = [];
    while (later.at(-1) !== 99) later.push(...(await readers.poll(group, 1)));
    await readers.read(group, 0);
    const lost = 80 - 40 - later.filter((offset) => offset < 80).length;
    expect(lost).toBeLessThanOrEqual(40);
    await watch.says(subject, ['suspected expired 40 upper', 'suspected reset 20 upper']);
    await watch.refreshes(3);
    expect(await watch.of(subject)).toHaveLength(2);
  },

  async below(subject) {
    await stopAt40(subject);
    await deleteRecords(subject.topic, 40);
    await watch.sees(subject, { logStart: 40 }, 4);
    expect(await watch.of(subject)).toEqual([]);
  },

  async gone(subject) {
    await stopAt40(subject);
    await admin.deleteTopics({ topics: [subject.topic] });
    await createTopic(cluster, subject.topic, 1);
    await watch.says(subject, ['counted deleted 60', 'proved deleted 60 lower']);
  },

  async drained(subject) {
    await readers.visit(subject.group, produced, { topic: subject.topic });
    await watch.sees(subject, { committed: produced, isEmpty: true }, 2);
    await admin.deleteTopics({ topics: [subject.topic] });
    await createTopic(cluster, subject.topic, 1);
    await watch.refreshes(5);
    expect(await watch.of(subject)).toEqual([]);
  },

  async 'gone-read'(subject) {
    const { group, topic } = subject;
    await readers.join(group, { topic });
    await readers.read(group, 40);
    await watch.sees(subject, { committed: 40, isEmpty: false }, 2);
    await admin.deleteTopics({ topics: [topic] });
    await createTopic(cluster, topic, 1);
    await watch.says(subject, ['suspected deleted 60 upper']);
  },

  /** All is read: behind the commit lies what ends a transaction, which nobody ever reads. */
  async marker({ group, topic }) {
    const writer = kafkaClient(cluster.bootstrap, 'marker').producer({
      transactionalId: 'marker',
      maxInFlightRequests: 1,
      idempotent: true,
    });
    await writer.connect();
    const transaction = await writer.transaction();
    await transaction.send({ topic, messages: [{ partition: 0, value: 'one record' }] });
    await transaction.commit();
    await writer.disconnect();
    const end = produced + 2;
    await admin.setOffsets({ groupId: group, topic, partitions: [{ partition: 0, offset: String(end - 1) }] });
    await watch.sees({ group, topic }, { committed: end - 1, isEmpty: true }, 4);
    await deleteRecords(topic, end);
    await watch.sees({ group, topic }, { logStart: end }, 5);
    expect(await watch.of({ group, topic })).toEqual([]);
  },

  async forward(subject) {
    const { group, topic } = subject;
    await stopAt40(subject, 'consumer');
    await moveBy(group, topic, 25);
    await watch.sees(subject, { committed: 65 }, 4);
    expect(await watch.of(subject)).toEqual([]);
    await readers.join(group, { topic, protocol: 'consumer' });
    await watch.says(subject, ['counted skipped 25', 'proved skipped 25 exact']);
    expect((await readers.read(group, 35))[0]).toBe(65);
    await watch.sees(subject, { committed: 100 }, 2);
    expect(await watch.of(subject)).toEqual(['counted skipped 25', 'proved skipped 25 exact']);
  },

  async back(subject) {
    const { group, topic } = subject;
    await stopAt40(subject, 'consumer');
    await moveBy(group, topic, 25);
    await watch.sees(subject, { committed: 65 }, 1);
    await moveBy(group, topic, -25);
    await watch.sees(subject, { committed: 40 }, 1);
    await readers.join(group, { topic, protocol: 'consumer' });
    expect((await readers.read(group, 60))[0]).toBe(40);
    await watch.sees(subject, { committed: 100 }, 3);
    expect(await watch.of(subject)).toEqual([]);
  },

  async 'classic-forward'(subject) {
    const { group, topic } = subject;
    await stopAt40(subject);
    await moveBy(group, topic, 25);
    await watch.sees(subject, { committed: 65 }, 1);
    await readers.join(group, { topic });
    await watch.says(subject, ['suspected skipped 25 upper']);
  },

  async forgotten(subject) {
    const { group, topic } = subject;
    await stopAt40(subject);
    await admin.deleteGroups([group]);
    await watch.sees(subject, { isEmpty: false }, 8);
    await readers.join(group, { topic, reset: 'latest' });
    await produce(topic, 10);
    expect((await readers.read(group, 10))[0]).toBe(100);
    await watch.says(subject, ['suspected reset 70 upper']);
  },

  async killed(subject) {
    const { group, topic } = subject;
    const flags = [`--state.dir=${stateDir}/killed`];
    const brokers = cluster.bootstrap;
    const first = await startExporterProcess(brokers, flags);
    endProcess = first.kill;
    const seen = new LossWatch(first);
    await readers.visit(group, 40, { topic });
    await seen.sees(subject, { committed: 40, isEmpty: true }, 3);
    await deleteRecords(topic, 70);
    const labels = { consumergroup: group, topic, cause: 'expired' };
    await until(first.metrics, (metrics) => {
      expect(metrics.value('kafka_consumergroup_records_lost_total', labels)).toBe(30);
    });
    await first.kill();
    const second = await startUnderTest({ brokers, flags });
    const again = new LossWatch(second);
    const lost = ['counted expired 30', 'proved expired 30 exact'];
    try {
      await again.says(subject, lost, 'killed and started again');
      await again.refreshes(4);
      await again.says(subject, lost, 'killed and started again, four refreshes later');
      await readers.join(group, { topic });
      await readers.read(group, 30);
      await again.sees(subject, { committed: 100 }, 2);
      expect((await again.counters()).get(`${group}/${topic}/expired`)).toBe(30);
    } finally {
      await second.close();
    }
  },
};

describe('what happens, and what is told', () => {
  it.each([
    [
      'DeleteRecords beyond the commit of a stopped group is counted, and stays when it begins at the earliest',
      'earliest',
    ],
    ['also when it begins at the latest, which skips more than that', 'latest'],
    ['a member that hangs in processing: at most what was deleted above its commit', 'hung'],
    ['a slow member that moves on sooner is suspected, with its bound', 'slow'],
    ['DeleteRecords below every commit is no loss', 'below'],
    ['a topic deleted and created again with unread records', 'gone'],
    ['one whose group had drained is no loss', 'drained'],
    ['the marker of a transaction that is deleted is no loss', 'marker'],
    ['one with members is suspected', 'gone-read'],
    ['a commit moved forward by hand, once members return', 'forward'],
    ['moved forward and back is no loss', 'back'],
    ['moved forward in a classic group is suspected', 'classic-forward'],
    ['commits that vanish before a consumer begins at the latest are suspected', 'forgotten'],
    ['an exporter that is killed as soon as it has shown a loss shows it again', 'killed'],
  ])('%s', async (_, name) => {
    await running.get(name);
  });
});

describe('in the end', () => {
  const counted = new Map([
    ['earliest-group/earliest-topic/expired', 30],
    ['forward-group/forward-topic/skipped', 25],
    ['gone-group/gone-topic/deleted', 60],
    ['hung-group/hung-topic/expired', 50],
    ['killed-group/killed-topic/expired', 30],
    ['latest-group/latest-topic/expired', 30],
  ]);

  it('nothing else was counted', async () => {
    expect(await watch.counters()).toEqual(counted);
  });

  it('a restart of the exporter changes nothing', async () => {
    const told = (findings: Awaited<ReturnType<LossWatch['findings']>>) => findings.map(({ id, title }) => [id, title]);
    const before = told(await watch.findings());
    await exporter.close();
    exporter = await startUnderTest({ brokers: cluster.bootstrap, flags: [`--state.dir=${stateDir}/live`] });
    watch = new LossWatch(exporter);
    await watch.refreshes(5);
    expect(await watch.counters()).toEqual(counted);
    expect(told(await watch.findings())).toEqual(before);
  });
});
