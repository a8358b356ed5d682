import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from '@jest/globals';
import { Kafka, logLevel, type Admin } from 'kafkajs';
import { startCluster, type Cluster } from '../../../cluster/src/cluster.ts';
import { eventually } from '../../../exporter/test/kafka/eventually.ts';
import { BulkServer } from '../logs/bulk-server.ts';

/** The indexer of `logs` on a real broker, with a small HTTP server in the place of Elasticsearch, which cannot run here. */

const password = 'correct horse';
const partitions = 6;
const count = 3_000;

let cluster: Cluster;
let admin: Admin;
let server: BulkServer;
let indexer: ChildProcess | undefined;
let output = '';

beforeAll(async () => {
  cluster = await startCluster({ brokers: 1 });
  await once(play('topics.ts', 'create'), 'exit');
  const kafka = new Kafka({ brokers: [cluster.bootstrap], logLevel: logLevel.NOTHING });
  admin = kafka.admin();
  await admin.connect();
  const producer = kafka.producer();
  await producer.connect();
  const messages = Array.from({ length: count }, (_, number) => ({
    partition: number % partitions,
    value: JSON.stringify({ time: new Date(number).toISOString(), path: '/', status: number % 100 === 0 ? 500 : 200 }),
  }));
  await producer.send({ topic: 'logs.access', messages });
  await producer.disconnect();
});

beforeEach(async () => {
  server = new BulkServer();
  await server.listen();
});

afterEach(async () => {
  await end('SIGTERM');
  await server.close();
});

afterAll(async () => {
  await admin.disconnect();
  await cluster.stop();
});

function play(file: string, role: string): ChildProcess {
  const env = {
    ...process.env,
    KAFKA_BROKERS: cluster.bootstrap,
    ...(file === 'logs.ts' && {
      ELASTICSEARCH_URL: server.url,
      ELASTICSEARCH_USER: 'demo',
      ELASTICSEARCH_PASSWORD: password,
    }),
  };
  const child = fork(path.join(import.meta.dirname, '../../src', file), [role], { env, silent: true });
  for (const stream of [child.stdout, child.stderr]) stream?.on('data', (text: Buffer) => (output += text.toString()));
  return child;
}

async function end(signal: NodeJS.Signals): Promise<void> {
  if (indexer?.exitCode !== null || indexer.signalCode !== null) return;
  const ended = once(indexer, 'exit');
  indexer.kill(signal);
  await ended;
}

/** By partition; 0 where there is no commit. */
async function committed(): Promise<number[]> {
  const [topic] = await admin.fetchOffsets({ groupId: 'log-indexer', topics: ['logs.access'] });
  const offsets = new Map(topic?.partitions.map(({ partition, offset }) => [partition, Math.max(0, Number(offset))]));
  return Array.from({ length: partitions }, (_, partition) => offsets.get(partition) ?? 0);
}

/** By partition. At least as much as was sent: kafkajs may have sent twice what a busy broker was slow to accept. */
async function ends(): Promise<number[]> {
  const topic = await admin.fetchTopicOffsets('logs.access');
  return topic.sort((a, b) => a.partition - b.partition).map(({ high }) => Number(high));
}

it('commits only what was accepted, and goes on where it stopped: killed, asked to end, or with the server away', async () => {
  server.refuse = { status: 503, body: '' };
  indexer = play('logs.ts', 'indexer');
  await eventually(async () => expect(server.authorizations.length).toBeGreaterThan(2));
  expect(Math.max(...(await committed()))).toBe(0);

  // Some lines are accepted and some are not: none of their requests is done.
  server.refuseItem = (id) =>
    id.endsWith('-7') ? { status: 429, error: { type: 'busy', reason: 'full' } } : undefined;
  server.refuse = undefined;
  await eventually(async () => expect(server.documents.size).toBeGreaterThan(0));
  expect(Math.max(...(await committed()))).toBe(0);
  await end('SIGKILL');

  server.refuseItem = () => undefined;
  indexer = play('logs.ts', 'indexer');
  await eventually(async () => {
    expect(await committed()).toEqual(await ends());
  }, 90_000);
  const all = (await ends()).flatMap((end, partition) =>
    Array.from({ length: end }, (_, offset) => `access-log/logs.access-${String(partition)}-${String(offset)}`),
  );
  expect([...server.documents.keys()].sort()).toEqual(all.sort());
  const errors = await admin.fetchTopicOffsets('logs.errors');
  // At least once: those that were on their way when it was killed are sent again.
  expect(errors.reduce((sum, { high }) => sum + Number(high), 0)).toBeGreaterThanOrEqual(count / 100);

  await end('SIGTERM');
  const known = server.requests.length;
  indexer = play('logs.ts', 'indexer');
  await eventually(async () => {
    const { members } = (await admin.describeGroups(['log-indexer'])).groups[0] ?? {};
    expect(members).toHaveLength(1);
  });
  expect(server.requests).toHaveLength(known);
  expect(output).toContain('Elasticsearch takes no lines now, they are tried again: status 503');
}, 240_000);

it('ends, and says why without the password, where it is not let in', async () => {
  server.refuse = { status: 401, body: JSON.stringify({ error: { type: 'security_exception', reason: 'no' } }) };
  await admin.setOffsets({
    groupId: 'log-indexer',
    topic: 'logs.access',
    partitions: [{ partition: 0, offset: '0' }],
  });
  indexer = play('logs.ts', 'indexer');
  expect(await once(indexer, 'exit')).toEqual([1, null]);
  expect(output).toContain('indexer: Elasticsearch refuses what it is asked: status 401, security_exception: no');
  for (const secret of [password, Buffer.from(`demo:${password}`).toString('base64')])
    expect(output).not.toContain(secret);
}, 120_000);
