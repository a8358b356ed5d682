import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { ConfigResourceTypes, type Admin, type Producer } from 'kafkajs';
import { startCluster, type Cluster } from '../../../cluster/src/cluster.ts';
import { startUnderTest, type ExporterUnderTest } from './exporter-under-test.ts';
import { JavaReaders } from './java-readers.ts';
import { kafkaClient } from './kafkajs-members.ts';
import { LossWatch, type Subject } from './loss-watch.ts';

/** Brokers that delete old records as brokers do, only sooner: retention of a few seconds passes groups that stand still. */

jest.setTimeout(300_000);

const retentionMs = 6_000;
const subjectOf = (name: string): Required<Subject> => ({ group: `${name}-group`, topic: `${name}-topic` });
const names = ['earliest', 'latest', 'waves', 'hung', 'hung-848', 'in-time'] as const;

let cluster: Cluster;
let admin: Admin;
let producer: Producer;
let readers: JavaReaders;
let exporter: ExporterUnderTest;
let watch: LossWatch;
const running = new Map<string, Promise<void>>();

beforeAll(async () => {
  cluster = await startCluster({
    brokers: 2,
    brokerConfig: {
      'min.insync.replicas': '1',
      'log.initial.task.delay.ms': '500',
      'log.retention.check.interval.ms': '1000',
    },
  });
  readers = new JavaReaders(cluster);
  const kafka = kafkaClient(cluster.bootstrap, 'loss');
  admin = kafka.admin();
  producer = kafka.producer({ retry: { retries: 20 } });
  await Promise.all([admin.connect(), producer.connect()]);
  await admin.createTopics({
    waitForLeaders: false,
    topics: names.map((name) => ({
      topic: subjectOf(name).topic,
      numPartitions: 1,
      // For ever, until the group stands where it is to stand.
      configEntries: Object.entries({ 'retention.ms': '-1', 'file.delete.delay.ms': '100' }).map(([key, value]) => ({
        name: key,
        value,
      })),
    })),
  });
  for (const name of names) await produce(subjectOf(name).topic, 100);
  exporter = await startUnderTest({ brokers: cluster.bootstrap });
  watch = new LossWatch(exporter);
  for (const [name, happen] of Object.entries(whatHappens)) {
    const done = happen(subjectOf(name));
    // Told by the test of that name, which may not have begun yet.
    done.catch(() => undefined);
    running.set(name, done);
  }
});

afterAll(async () => {
  await exporter.close();
  await Promise.all([admin.disconnect(), producer.disconnect()]);
  await cluster.stop();
});

/** In batches of ten, of which a reader fetches one at a time. */
async function produce(topic: string, count: number): Promise<void> {
  const messages = Array.from({ length: 10 }, (_, i) => ({
    partition: 0,
    value: `one of many records, number ${String(i)}`,
  }));
  for (let sent = 0; sent < count; sent += 10) await producer.send({ topic, messages, acks: -1 });
}

async function keepFor(topic: string, ms: number): Promise<void> {
  const settings = { 'retention.ms': ms, 'file.delete.delay.ms': 100, 'segment.ms': 1000 };
  const configEntries = Object.entries(settings).map(([key, value]) => ({ name: key, value: String(value) }));
  await admin.alterConfigs({
    validateOnly: false,
    resources: [{ type: ConfigResourceTypes.TOPIC, name: topic, configEntries }],
  });
}

/** A group of which 60 of 100 records are unread, without members, standing still. */
async function stopAt40(subject: Required<Subject>): Promise<void> {
  await readers.visit(subject.group, 40, { topic: subject.topic });
  await watch.sees(subject, { committed: 40, isEmpty: true }, 3);
}

/** Retention deletes the 60 records that a stopped group has not read, then the group goes on with ten new ones. */
async function stopAndGoOn(subject: Required<Subject>, reset: 'earliest' | 'latest'): Promise<void> {
  const { group, topic } = subject;
  await stopAt40(subject);
  await keepFor(topic, retentionMs);
  await watch.sees(subject, { logStart: 100 });
  const lost = ['counted expired 60', 'proved expired 60 exact'];
  await watch.says(subject, lost);
  await keepFor(topic, -1);
  await produce(topic, 10);
  await readers.join(group, { topic, reset });
  // At the latest it skips these ten, too.
  await produce(topic, 10);
  const from = reset === 'earliest' ? 100 : 110;
  expect(await readers.read(group, 10)).toEqual(Array.from({ length: 10 }, (_, i) => from + i));
  await watch.says(subject, [...lost, `suspected reset ${String(from + 10 - 100)} upper`]);
}

/** Retention deletes what a member has not read that does nothing for a while. */
async function hang({ group, topic }: Required<Subject>, protocol: 'classic' | 'consumer'): Promise<void> {
  await readers.join(group, { topic, protocol });
  await readers.read(group, 40);
  await readers.poll(group, 10);
  await watch.sees({ group, topic }, { committed: 40, isEmpty: false }, 1);
  await keepFor(topic, retentionMs);
  await watch.sees({ topic }, { logStart: 100 });
  await watch.says({ group, topic }, ['counted expired 60', 'proved expired 60 upper']);
  await keepFor(topic, -1);
  await produce(topic, 10);
  const later: number[] = [];
  while (later.at(-1) !== 109) later.push(...(await readers.read(group, 1)));
  // Not lost are the ten that it was working on, and the batch that it had fetched.
  const lost = 100 - 50 - later.filter((offset) => offset < 100).length;
  expect(lost).toBeGreaterThanOrEqual(30);
  expect(lost).toBeLessThanOrEqual(60);
  await watch.sees({ group, topic }, { committed: 110 }, 2);
  expect((await watch.counters()).get(`${group}/${topic}/expired`)).toBe(60);
}

const whatHappens: Readonly<Record<(typeof names)[number], (subject: Required<Subject>) => Promise<void>>> = {
  earliest: (subject) => stopAndGoOn(subject, 'earliest'),
  latest: (subject) => stopAndGoOn(subject, 'latest'),

  async waves(subject) {
    const { topic } = subject;
    await stopAt40(subject);
    await keepFor(topic, retentionMs);
    for (const end of [100, 120, 140, 160]) {
      await watch.sees(subject, { logStart: end });
      const lost = String(end - 40);
      await watch.says(subject, [`counted expired ${lost}`, `proved expired ${lost} exact`]);
      if (end < 160) await produce(topic, 20);
    }
  },

  hung: (subject) => hang(subject, 'classic'),
  'hung-848': (subject) => hang(subject, 'consumer'),

  async 'in-time'(subject) {
    await readers.visit(subject.group, 100, { topic: subject.topic });
    await watch.sees(subject, { committed: 100, isEmpty: true }, 3);
    await keepFor(subject.topic, retentionMs);
    await watch.sees(subject, { logStart: 100 }, 4);
    expect(await watch.of(subject)).toEqual([]);
  },
};

describe('retention', () => {
  it.each([
    ['passes a stopped group, which then begins at the earliest', 'earliest'],
    ['passes a stopped group, which then begins at the latest', 'latest'],
    ['passes a stopped group again and again: each record is counted once', 'waves'],
    ['passes a member that hangs in processing: at most what is above its commit', 'hung'],
    ['also one of a KIP-848 group', 'hung-848'],
    ['is no loss once all is read', 'in-time'],
  ])('%s', async (_, name) => {
    await running.get(name);
  });

  it('nothing else was counted', async () => {
    expect(Object.fromEntries(await watch.counters())).toEqual({
      'earliest-group/earliest-topic/expired': 60,
      'latest-group/latest-topic/expired': 60,
      'waves-group/waves-topic/expired': 120,
      'hung-group/hung-topic/expired': 60,
      'hung-848-group/hung-848-topic/expired': 60,
    });
  });
});
