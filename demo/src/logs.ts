/**
 * Scenario `logs`: a pipeline of several steps. The indexer is a consumer and a producer at once.
 *
 *     frontend (client web-frontend) -> logs.access -> indexer (group log-indexer) -> logs.errors -> alerts (group log-alerts)
 *                                                              '-> Elasticsearch, where ELASTICSEARCH_URL names one
 */
import type { EachBatchPayload, KafkaMessage, Producer } from 'kafkajs';
import { connectConsumer, connectProducer } from './clients.ts';
import { AccessIndex, Unusable, type Line } from './logs/access-index.ts';
import { dueRecords, presentPace, takeTime } from './pace.ts';
import { aborted, pause, play } from './play.ts';

interface Access {
  time: string;
  method: string;
  path: string;
  status: number;
  milliseconds: number;
}

const paths = ['/', '/cart', '/checkout', '/login', '/products', '/search'];

/** Sends 20 to 100 lines per second in waves of two minutes; every fifth minute /checkout is ill. */
async function frontend(stop: AbortSignal): Promise<void> {
  const producer = await connectProducer('web-frontend');
  do {
    const wave = 30 + 20 * Math.sin((2 * Math.PI * Date.now()) / 120_000);
    const messages = Array.from({ length: dueRecords(wave) }, () => {
      const access = request();
      return { key: access.path, value: JSON.stringify(access) };
    });
    await producer.send({ topic: 'logs.access', acks: -1, messages });
  } while (await pause(500, stop));
  await producer.disconnect();
}

function request(): Access {
  const path = paths[Math.floor(Math.random() * paths.length)] ?? '/';
  const ill = path === '/checkout' && Math.floor(Date.now() / 60_000) % 5 === 0;
  return {
    time: new Date().toISOString(),
    method: path === '/checkout' ? 'POST' : 'GET',
    path,
    status: Math.random() < (ill ? 0.5 : 0.02) ? 500 : 200,
    milliseconds: Math.round(20 + Math.random() * (ill ? 2_000 : 100)),
  };
}

/** Copies errors to a topic of their own, and everything to Elasticsearch where there is one. */
async function indexer(stop: AbortSignal): Promise<void> {
  const index = AccessIndex.of(process.env, (line) => console.log(`log-indexer: ${line}`));
  const producer = await connectProducer('log-indexer');
  const consumer = await connectConsumer('log-indexer', ['logs.access']);
  const failed = Promise.withResolvers<never>();
  if (index === undefined) {
    await consumer.run({
      autoCommitInterval: 1_000,
      eachMessage: async ({ message }) => {
        // First send, then commit: a crash in between sends an error twice, but never loses one (at least once).
        await copyErrors(producer, [message]);
        await takeTime(stop);
      },
    });
  } else {
    await consumer.run({
      autoCommitInterval: 1_000,
      eachBatchAutoResolve: false,
      eachBatch: async (batch) => {
        try {
          await indexBatch(index, producer, batch, stop);
        } catch (error) {
          // Anything else is kafkajs's own: it joins again, or tries again.
          if (!(error instanceof Unusable)) throw error;
          failed.reject(error);
        }
      },
    });
  }
  try {
    await Promise.race([aborted(stop), failed.promise]);
  } finally {
    await consumer.disconnect();
    await producer.disconnect();
    await index?.close();
  }
}

/** So many lines share a request to Elasticsearch, or fewer where reading them takes long. */
const mostInRequest = 500;
const longestGatherMs = 1_000;

/** Only what both Kafka and Elasticsearch have accepted is resolved, and then committed. */
async function indexBatch(
  index: AccessIndex,
  producer: Producer,
  payload: EachBatchPayload,
  stop: AbortSignal,
): Promise<void> {
  const { topic, partition, messages } = payload.batch;
  const wait = async (ms: number): Promise<void> => {
    await payload.heartbeat();
    await pause(ms, stop);
  };
  let rest = messages;
  while (rest.length > 0 && payload.isRunning() && !payload.isStale() && presentPace() !== 'paused') {
    const lines: Line[] = [];
    const beginMs = performance.now();
    for (const { offset, value } of rest.slice(0, mostInRequest)) {
      lines.push({ id: `${topic}-${String(partition)}-${offset}`, document: parse(value) });
      await takeTime(stop);
      await payload.heartbeat();
      if (performance.now() - beginMs > longestGatherMs) break;
    }
    const read = rest.slice(0, lines.length);
    await copyErrors(producer, read);
    if (!(await index.put(lines, { stop, wait }))) return;
    rest = rest.slice(read.length);
    payload.resolveOffset(read.at(-1)?.offset ?? '');
    await payload.commitOffsetsIfNecessary();
  }
}

async function copyErrors(producer: Producer, lines: readonly KafkaMessage[]): Promise<void> {
  const messages = lines.filter(({ value }) => parse(value).status >= 500).map(({ key, value }) => ({ key, value }));
  if (messages.length > 0) await producer.send({ topic: 'logs.errors', acks: -1, messages });
}

/** Says so when one path fails more than 20 times within 10 seconds. */
async function alerts(stop: AbortSignal): Promise<void> {
  const failures = new Map<string, number>();
  const consumer = await connectConsumer('log-alerts', ['logs.errors']);
  await consumer.run({
    autoCommitInterval: 1_000,
    eachMessage: async ({ message }) => {
      const { path } = parse(message.value);
      failures.set(path, (failures.get(path) ?? 0) + 1);
      await takeTime(stop);
    },
  });
  while (await pause(10_000, stop)) {
    for (const [path, count] of failures) {
      if (count > 20) console.log(`log-alerts: ${path} failed ${count} times within 10 s`);
    }
    failures.clear();
  }
  await consumer.disconnect();
}

function parse(value: Buffer | null): Access {
  return JSON.parse(value?.toString() ?? 'null') as Access;
}

if (import.meta.main) await play({ frontend, indexer, alerts });
