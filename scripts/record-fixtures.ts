import { rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { startCluster, type Cluster } from '../cluster/src/cluster.ts';
import { BrokerConnection } from '../exporter/src/kafka/broker-connection.ts';
import type { KafkaRequest } from '../exporter/src/kafka/request.ts';
import { metadata } from '../exporter/src/kafka/requests/metadata.ts';
import { Reader, Writer } from '../exporter/src/kafka/wire.ts';
import { coordinatorOf, joinAsConnectWorker } from '../exporter/test/kafka/connect-member.ts';
import { createTopic } from '../exporter/test/kafka/create-topic.ts';
import { startJavaMembers } from '../exporter/test/kafka/java-members.ts';
import { kafkaClient } from '../exporter/test/kafka/kafkajs-members.ts';
import { plaintext } from '../exporter/test/kafka/snapshot-taker.ts';
import { fixtureFolder, fixtureNames, fixturePath } from '../exporter/test/protocol/fixtures.ts';
import type { Json } from '../exporter/test/protocol/json.ts';
import { recordables, type Fixture, type Recordable } from '../exporter/test/protocol/recordable.ts';

// npm run record-fixtures: asks a real broker every request of the exporter in every version, and keeps both
// sides' bytes for the tests in exporter/test/protocol. To be run when a request is added or changes. With names of
// files in src/kafka/requests (`-- list-groups`) these alone are recorded.

const records = 30;
const named = process.argv.slice(2);
const wanted = recordables.filter(({ file }) => named.length === 0 || named.includes(file));

/** What each request asks; null where there is nothing to choose. */
const questions: Readonly<Record<string, Json>> = {
  'api-versions': { name: 'kafkascope', version: '0.1.0' },
  'consumer-group-describe': ['java-consumer', 'no-such-group'],
  'describe-configs': {
    type: 'topic',
    resources: ['orders', 'no-such-topic'],
    keys: ['cleanup.policy', 'min.insync.replicas', 'retention.ms', 'retention.bytes'],
  },
  'describe-groups': ['connect', 'java-assign', 'java-classic', 'no-such-group'],
  'describe-producers': [
    { name: 'orders', partitions: [0] },
    { name: 'payments', partitions: [0, 1] },
    { name: 'no-such-topic', partitions: [0] },
  ],
  'describe-share-group-offsets': ['java-share', 'no-such-group'],
  'describe-transactions': ['payer', 'no-such-id'],
  fetch: {
    topics: [
      { name: 'orders', partitions: [0, 1], offsets: [9, 8] },
      { name: 'payments', partitions: [0], offsets: [0] },
      { name: 'no-such-topic', partitions: [0], offsets: [0] },
    ],
    maxBytes: 1_000_000,
    partitionMaxBytes: 10_000,
  },
  'list-offsets': {
    timestamp: -1,
    isolation: 'read_committed',
    topics: [
      { name: 'orders', partitions: [0, 1, 2] },
      { name: 'payments', partitions: [0, 1], timestamps: [0, 4_102_444_800_000] },
      { name: 'no-such-topic', partitions: [0] },
    ],
    timeoutMs: 5_000,
  },
  'offset-for-leader-epoch': [
    { name: 'orders', partitions: [{ number: 0, currentLeaderEpoch: 0, epoch: 0 }] },
    {
      name: 'payments',
      partitions: [
        { number: 0, currentLeaderEpoch: 0, epoch: 7 },
        { number: 1, currentLeaderEpoch: 7, epoch: 0 },
      ],
    },
    { name: 'no-such-topic', partitions: [{ number: 0, currentLeaderEpoch: 0, epoch: 0 }] },
  ],
  'share-group-describe': ['java-share', 'no-such-group'],
  'streams-group-describe': ['java-streams', 'no-such-group'],
};

/** OffsetFetch takes many groups from v8 on; a topic's id is not known beforehand. */
function questionOf({ file }: Recordable, version: number): Json {
  if (file === 'metadata-by-id') return topicIds;
  if (file !== 'offset-fetch') return questions[file] ?? null;
  return version < 8 ? ['java-assign'] : ['java-assign', 'java-classic', 'no-such-group'];
}

const cluster = await startCluster({
  brokers: 1,
  racks: ['rack-a'],
  brokerConfig: {
    'group.streams.initial.rebalance.delay.ms': '0',
    // Internal topics are in the answers too: as few of their partitions as there can be.
    'offsets.topic.num.partitions': '1',
    'share.coordinator.state.topic.num.partitions': '1',
    'transaction.state.log.num.partitions': '1',
  },
});
/** Of a topic that is there and one that is not. */
let topicIds: readonly string[] = [];
try {
  const broker = brokerOf(cluster);
  await fill(cluster, broker);
  topicIds = [await idOf(broker, 'orders'), 'bm8tc3VjaC10b3BpYy0tLQ'];
  for (const name of fixtureNames()) {
    if (wanted.some(({ file }) => name.startsWith(`${file}.v`))) await rm(path.join(fixtureFolder, name));
  }
  for (const recordable of wanted) await recordAll(broker, recordable);
  broker.close();
} finally {
  await cluster.stop();
}

/** Topics with records, and a group of each type. */
async function fill(target: Cluster, broker: BrokerConnection): Promise<void> {
  await createTopic(target, 'orders', 3);
  const producer = kafkaClient(target.bootstrap, 'producer').producer();
  await producer.connect();
  const messages = Array.from({ length: records }, (_, i) => ({
    partition: i % 3,
    key: `order-${i}`,
    value: 'an order',
    headers: { ce_source: 'shop', tries: [`${i}`, 'again'] },
  }));
  await producer.send({ topic: 'orders', messages });
  await producer.disconnect();
  await createTopic(target, 'payments', 2);
  await pay(target);
  await startJavaMembers(target, 'orders', records);
  await joinAsConnectWorker(await coordinatorOf([broker], 'connect'), 'connect');
}

/** A committed transaction on the first partition of 'payments', and one that is left open on the second. */
async function pay(target: Cluster): Promise<void> {
  const producer = kafkaClient(target.bootstrap, 'payer').producer({
    transactionalId: 'payer',
    idempotent: true,
    maxInFlightRequests: 1,
  });
  await producer.connect();
  for (const partition of [0, 1]) {
    const transaction = await producer.transaction();
    await transaction.send({ topic: 'payments', messages: [{ partition, value: 'a payment' }] });
    if (partition === 0) await transaction.commit();
  }
  await producer.disconnect();
}

async function idOf(broker: BrokerConnection, wanted: string): Promise<string> {
  let found: string | undefined;
  await broker.send(
    metadata({
      topic: (name, id) => {
        if (name === wanted) found = id;
        return false;
      },
      partition: () => undefined,
    }),
  );
  if (found === undefined) throw new Error(`${wanted} has no id`);
  return found;
}

async function recordAll(broker: BrokerConnection, recordable: Recordable): Promise<void> {
  const { name, versions } = recordable.ask(questionOf(recordable, 0));
  for (let version = versions[0]; version <= versions[1]; version++) {
    const question = questionOf(recordable, version);
    const fixture = await record(broker, recordable.ask(question), version, question);
    await writeFile(fixturePath(recordable, version), `${JSON.stringify(fixture)}\n`);
    console.log(`${name} v${version}: ${Buffer.from(fixture.response, 'base64').length} bytes`);
  }
}

async function record(
  broker: BrokerConnection,
  request: KafkaRequest<Json>,
  version: number,
  question: Json,
): Promise<Fixture> {
  let sent = Buffer.alloc(0);
  let received = Buffer.alloc(0);
  const answer = await broker.send<Json>({
    ...request,
    versions: [version, version],
    encode: (w) => {
      const own = new Writer(w.flexible);
      request.encode(own, version);
      sent = Buffer.from(own.finish());
      request.encode(w, version);
    },
    decode: (r) => {
      received = Buffer.from(Array.from({ length: r.remaining }, () => r.int8()));
      return request.decode(new Reader(received, r.flexible), version);
    },
  });
  return {
    api: request.name,
    version,
    question,
    request: sent.toString('base64'),
    response: received.toString('base64'),
    answer,
  };
}

function brokerOf(target: Cluster): BrokerConnection {
  const [server] = target.brokers;
  if (server?.port === undefined) throw new Error('the cluster has no broker');
  return new BrokerConnection(server.id, '127.0.0.1', server.port, plaintext);
}
