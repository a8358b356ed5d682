/**
 * Scenario `host`: the load of this machine, and an HTTP API to record and to read it.
 *
 *     sensor (client host-sensor)   -> host.metrics -> latest (group host-latest) -> Redis, or memory
 *     POST /readings (client host-api) ^                  GET /readings <-------------'
 */
import { connectConsumer, connectProducer } from './clients.ts';
import { hostApi } from './host/api.ts';
import { Measure, type Reading } from './host/reading.ts';
import { openStore } from './host/store.ts';
import { dueRecords, takeTime } from './pace.ts';
import { aborted, pause, play } from './play.ts';

const topic = 'host.metrics';

/** A host's readings have its name for a key, so that they keep their order. */
const message = (reading: Reading) => ({ key: reading.host, value: JSON.stringify(reading) });

/** Sends the load of this machine, two readings per second. */
async function sensor(stop: AbortSignal): Promise<void> {
  const producer = await connectProducer('host-sensor');
  const measure = new Measure();
  do {
    const reading = measure.take();
    const messages = Array.from({ length: dueRecords(1) }, () => message(reading));
    if (messages.length > 0) await producer.send({ topic, acks: -1, messages });
  } while (await pause(500, stop));
  await producer.disconnect();
}

/** Keeps the newest reading of each host, and serves the API. */
async function latest(stop: AbortSignal): Promise<void> {
  const say = (line: string) => console.log(`host-latest: ${line}`);
  const store = await openStore(process.env, say);
  const producer = await connectProducer('host-api');
  const consumer = await connectConsumer('host-latest', [topic]);
  await consumer.run({
    autoCommitInterval: 1_000,
    eachMessage: async ({ message: { value } }) => {
      await store.put(JSON.parse(value?.toString() ?? 'null') as Reading);
      await takeTime(stop);
    },
  });
  serve(
    hostApi({
      store,
      measure: new Measure(),
      record: async (reading) => {
        await producer.send({ topic, acks: -1, messages: [message(reading)] });
      },
    }),
    say,
  );
  await aborted(stop);
  await consumer.disconnect();
  await producer.disconnect();
  await store.close();
}

/** http://127.0.0.1:9311/readings, or where HOST_API_HOST and HOST_API_PORT say. */
function serve(server: ReturnType<typeof hostApi>, say: (line: string) => void): void {
  const host = process.env.HOST_API_HOST ?? '127.0.0.1';
  const port = Number(process.env.HOST_API_PORT ?? 9311);
  server.on('error', (error) => say(`no API (${error.message}): name a free port in HOST_API_PORT`));
  server.listen(port, host, () => say(`readings at http://${host}:${String(port)}/readings`));
}

if (import.meta.main) await play({ sensor, latest });
