import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { ConfigResourceTypes, type Admin, type Consumer, type Producer } from 'kafkajs';
import { startCluster, type Cluster } from '../../../cluster/src/cluster.ts';
import { createTopic } from './create-topic.ts';
import { startUnderTest, until, type ExporterUnderTest, type Metrics } from './exporter-under-test.ts';
import { kafkaClient } from './kafkajs-members.ts';

/** The lag in time that an exporter shows, held against what the writer and the reader of a topic know. */

const topic = 'measured';
const group = 'measuring';
const partitions = [0, 1, 2] as const;
const intervalSeconds = 1;

let cluster: Cluster;
let exporter: ExporterUnderTest;
let admin: Admin;
let producer: Producer;
let consumer: Consumer;
/** When each record was acknowledged, by partition and offset; milliseconds since 1970. */
let writtenMs: number[][];
/** What was committed when, by partition. */
let commits: { readonly atMs: number; readonly offset: number }[][];

beforeAll(async () => {
  cluster = await startCluster({ brokers: 1 });
  admin = kafkaClient(cluster.bootstrap, 'admin').admin();
  producer = kafkaClient(cluster.bootstrap, 'writer').producer();
  await Promise.all([admin.connect(), producer.connect(), createTopic(cluster, topic, partitions.length)]);
  forget();
  await startReading();
  exporter = await startUnderTest({ brokers: cluster.bootstrap });
});
afterAll(async () => {
  await exporter.close();
  await Promise.all([consumer.disconnect(), producer.disconnect(), admin.disconnect()]);
  await cluster.stop();
});

function forget(): void {
  writtenMs = partitions.map(() => []);
  commits = partitions.map(() => []);
}

/** A member that commits only what it is told to. */
async function startReading(): Promise<void> {
  consumer = kafkaClient(cluster.bootstrap, 'reader').consumer({ groupId: group });
  await consumer.connect();
  await consumer.subscribe({ topic, fromBeginning: true });
  const joined = new Promise<void>((resolve) => {
    consumer.on(consumer.events.GROUP_JOIN, () => {
      resolve();
    });
  });
  await consumer.run({ autoCommit: false, eachMessage: () => Promise.resolve() });
  await joined;
}

/**
 * @param datedMs What the producer dates its records; the present unless said otherwise.
 * @returns whether the broker dated them itself.
 */
async function write(counts: readonly number[], datedMs?: number): Promise<boolean> {
  const messages = counts.flatMap((count, partition) =>
    Array.from({ length: count }, () => ({
      partition,
      value: 'a record',
      ...(datedMs === undefined ? {} : { timestamp: String(datedMs) }),
    })),
  );
  const answers = await producer.send({ topic, messages, acks: -1 });
  for (const { partition, baseOffset } of answers) {
    const first = Number(baseOffset);
    for (let offset = first; offset < first + (counts[partition] ?? 0); offset++) {
      (writtenMs[partition] ?? [])[offset] = Date.now();
    }
  }
  return answers.every(({ logAppendTime }) => logAppendTime !== undefined && logAppendTime !== '-1');
}

async function commit(offsets: readonly number[]): Promise<void> {
  await consumer.commitOffsets(offsets.map((offset, partition) => ({ topic, partition, offset: String(offset) })));
  offsets.forEach((offset, partition) => commits[partition]?.push({ atMs: Date.now(), offset }));
}

const ends = (): number[] => writtenMs.map((written) => written.length);
const shown = (metrics: Metrics, partition: number): number | undefined =>
  metrics.value('kafka_consumergroup_lag_seconds', { consumergroup: group, topic, partition });
const refreshedMs = (metrics: Metrics): number =>
  (metrics.value('kafka_exporter_last_refresh_timestamp_seconds') ?? NaN) * 1000;

/** Seconds that the oldest unread record had waited at a moment, when so much was committed. */
function trueLag(partition: number, committed: number, atMs: number): number {
  const written = writtenMs[partition]?.[committed];
  return written === undefined || written > atMs ? 0 : (atMs - written) / 1000;
}

/** By how much an answer is wrong: what was committed while the refresh ran may or may not be in it. */
function errorOf(metrics: Metrics, partition: number): number {
  const atMs = refreshedMs(metrics);
  const value = shown(metrics, partition);
  if (value === undefined) return NaN;
  const known = commits[partition] ?? [];
  const before = known.findLast((one) => one.atMs < atMs - 300);
  const during = known.filter((one) => one.atMs >= atMs - 300 && one.atMs <= atMs + 100);
  const candidates = before === undefined ? during : [before, ...during];
  return Math.min(...candidates.map(({ offset }) => Math.abs(value - trueLag(partition, offset, atMs))));
}

/** Looks at every refresh until `stop`; the errors of all partitions in seconds, and the longest time between two. */
async function measure(stop: AbortSignal): Promise<{ errors: number[]; longestGap: number; unknown: number }> {
  const errors: number[] = [];
  let unknown = 0;
  let longestGap = 0;
  let lastMs = NaN;
  while (!stop.aborted) {
    const metrics = await exporter.metrics();
    const atMs = refreshedMs(metrics);
    if (atMs !== lastMs) {
      if (!Number.isNaN(lastMs)) longestGap = Math.max(longestGap, (atMs - lastMs) / 1000);
      lastMs = atMs;
      for (const partition of partitions) {
        const error = errorOf(metrics, partition);
        if (Number.isNaN(error)) unknown++;
        else errors.push(error);
      }
    }
    await sleep(50);
  }
  return { errors: errors.sort((left, right) => left - right), longestGap, unknown };
}

const at = (sorted: readonly number[], share: number): number => sorted[Math.floor((sorted.length - 1) * share)] ?? NaN;
const inSeconds = (seconds: number): string => `${seconds.toFixed(3)} s`;

async function seenSince(atMs: number): Promise<void> {
  await until(exporter.metrics, (metrics) => {
    expect(refreshedMs(metrics)).toBeGreaterThan(atMs + 1_000);
  });
}

it('is within one refresh interval of the truth, for a reader that keeps up, one that lags and one that stands still', async () => {
  await write([5, 5, 5]);
  await commit([5, 5, 5]);
  await seenSince(Date.now());
  const stop = new AbortController();
  const measuring = measure(stop.signal);
  const endMs = Date.now() + 14_000;
  for (let turn = 1; Date.now() < endMs; turn++) {
    await write([4, turn % 10 === 0 ? 30 : 0, 3]);
    const [end = 0, second = 0] = ends();
    // Partition 0 lags by some seconds, 1 by what comes in bursts, and 2 stands still.
    if (turn % 3 === 0)
      await commit([Math.max(5, end - 60), turn % 9 === 0 ? second : (commits[1]?.at(-1)?.offset ?? 5), 5]);
    await sleep(150);
  }
  stop.abort();
  const { errors, longestGap, unknown } = await measuring;
  console.log(
    `${errors.length} samples: error median ${inSeconds(at(errors, 0.5))}, 99th percentile ${inSeconds(at(errors, 0.99))}, ` +
      `largest ${inSeconds(at(errors, 1))}; refreshes at most ${inSeconds(longestGap)} apart; ${unknown} without a value`,
  );
  expect(errors.length).toBeGreaterThan(20);
  expect(unknown).toBe(0);
  // An interval is as long as it really was: a busy machine refreshes late.
  expect(at(errors, 0.99)).toBeLessThanOrEqual(Math.max(intervalSeconds, longestGap));
});

it('is 0 for a drained partition, however old its last record', async () => {
  await commit(ends());
  await sleep(2_000);
  await until(exporter.metrics, (metrics) => {
    expect(partitions.map((partition) => shown(metrics, partition))).toEqual([0, 0, 0]);
  });
});

it.each([
  { type: 'CreateTime', producerIsWrongByMs: 0 },
  { type: 'LogAppendTime', producerIsWrongByMs: -3_600_000 },
])('is estimated after a restart of the exporter, from the timestamps of records ($type)', async (dated) => {
  const configEntries = [{ name: 'message.timestamp.type', value: dated.type }];
  await admin.alterConfigs({
    validateOnly: false,
    resources: [{ type: ConfigResourceTypes.TOPIC, name: topic, configEntries }],
  });
  // The change is answered before every log has taken it over.
  while ((await write([1, 1, 1])) !== (dated.type === 'LogAppendTime')) await sleep(100);
  await commit(ends());
  const date = () => Date.now() + dated.producerIsWrongByMs;
  const before = ends();
  await write([5, 5, 0], date());
  await sleep(1_500);
  await write([5, 5, 0], date());
  await commit([(before[0] ?? 0) + 5, before[1] ?? 0, before[2] ?? 0]);
  await sleep(1_500);
  await exporter.close();
  exporter = await startUnderTest({ brokers: cluster.bootstrap });
  const metrics = await until(exporter.metrics, (answer) => {
    for (const partition of [0, 1]) expect(errorOf(answer, partition)).toBeLessThanOrEqual(intervalSeconds);
    expect(shown(answer, 2)).toBe(0);
  });
  console.log(
    `after a restart, ${dated.type}: errors of ${inSeconds(errorOf(metrics, 0))} and ${inSeconds(errorOf(metrics, 1))}`,
  );
});

it('begins anew for a topic that is created again under its name', async () => {
  await consumer.disconnect();
  await admin.deleteTopics({ topics: [topic] });
  await until(exporter.metrics, (metrics) => {
    expect(metrics.value('kafka_topic_partitions', { topic })).toBeUndefined();
  });
  await createTopic(cluster, topic, partitions.length);
  forget();
  await startReading();
  await write([5, 5, 5]);
  await commit([2, 5, 0]);
  await sleep(3_000);
  await until(exporter.metrics, (metrics) => {
    for (const partition of partitions) expect(errorOf(metrics, partition)).toBeLessThanOrEqual(intervalSeconds);
    expect(shown(metrics, 1)).toBe(0);
  });
});
