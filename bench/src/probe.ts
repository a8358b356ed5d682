// `node bench/src/probe.ts`: what a probe costs an application, as CPU time per record. Printed, and nothing is asserted.
import { Kafka, logLevel } from 'kafkajs';
import { startCluster } from '../../cluster/src/cluster.ts';
import { instrument } from '../../probe/src/index.ts';
import { spreadOf } from './spread.ts';
import { spreadText, table } from './table.ts';

const topic = 'bench';
const partitions = 6;
const rounds = 8;
const records = 60_000;
const perSend = 200;
const valueBytes = 200;

type Client = Pick<Kafka, 'producer' | 'consumer'>;
type Kind = 'bare' | 'probed';
const kinds: readonly Kind[] = ['bare', 'probed'];

interface Cost {
  /** CPU time of this process per record, microseconds. */
  readonly produce: number;
  readonly consume: number;
}

async function costOf(work: () => Promise<void>): Promise<number> {
  const before = process.cpuUsage();
  await work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / records;
}

async function measure(client: Client, groupId: string): Promise<Cost> {
  const producer = client.producer();
  await producer.connect();
  const value = 'x'.repeat(valueBytes);
  const produce = await costOf(async () => {
    for (let sent = 0; sent < records; sent += perSend) {
      const messages = Array.from({ length: perSend }, (_, i) => ({ key: String(sent + i), value }));
      await producer.send({ topic, messages });
    }
  });
  await producer.disconnect();
  const consumer = client.consumer({ groupId });
  await consumer.connect();
  await consumer.subscribe({ topic, fromBeginning: true });
  return { produce, consume: await consumed(consumer) };
}

/** Reads all that the round has written. */
async function consumed(consumer: ReturnType<Kafka['consumer']>): Promise<number> {
  let [read, began] = [0, process.cpuUsage()];
  const done = new Promise<number>((resolve) => {
    void consumer.run({
      eachMessage: () => {
        if (read === 0) began = process.cpuUsage();
        if (++read === records) {
          const { user, system } = process.cpuUsage(began);
          resolve((user + system) / records);
        }
        return Promise.resolve();
      },
    });
  });
  const cost = await done;
  await consumer.disconnect();
  return cost;
}

const cluster = await startCluster({ brokers: 1, brokerConfig: { 'group.initial.rebalance.delay.ms': '0' } });
try {
  const kafka = new Kafka({ clientId: 'bench', brokers: cluster.bootstrap.split(','), logLevel: logLevel.NOTHING });
  const admin = kafka.admin();
  await admin.connect();
  const costs: Record<Kind, Cost[]> = { bare: [], probed: [] };
  // The first round warms up. Which one comes first changes, as the second one finds everything warm.
  for (let round = 0; round <= rounds; round++) {
    for (const kind of round % 2 === 0 ? kinds : kinds.toReversed()) {
      await admin.createTopics({ topics: [{ topic, numPartitions: partitions }] });
      const probe = kind === 'probed' ? instrument(kafka, { service: 'bench' }) : undefined;
      const cost = await measure(probe ?? kafka, `${kind}-${String(round)}`);
      await probe?.closeProbe().catch(() => undefined);
      await admin.deleteTopics({ topics: [topic] });
      if (round > 0) costs[kind].push(cost);
    }
  }
  await admin.disconnect();
  const show = (values: readonly number[]): string => spreadText(spreadOf(values), 2);
  const ratios = (what: keyof Cost) => costs.probed.map((cost, i) => cost[what] / (costs.bare[i]?.[what] ?? NaN));
  const row = (what: keyof Cost) => [
    what,
    ...kinds.map((kind) => show(costs[kind].map((cost) => cost[what]))),
    show(ratios(what)),
  ];
  console.log(`${String(records)} records of ${String(valueBytes)} bytes a round, ${String(rounds)} rounds in turns`);
  console.log(table([['CPU µs per record', 'kafkajs', 'with a probe', 'ratio'], row('produce'), row('consume')]));
} finally {
  await cluster.stop();
}
