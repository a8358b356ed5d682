import type { Kafka, Producer } from 'kafkajs';
import type { Beacon } from './beacon.ts';

/** Takes beacons to where they are read. Rejects when they did not arrive; then they are sent again. */
export interface Sender {
  send(beacons: readonly Beacon[]): Promise<void>;
  close(): Promise<void>;
}

/** Beacons that will never be taken, however often they are sent. The others arrived. */
export class RefusedBeacons extends Error {
  override readonly name = 'RefusedBeacons';
}

const beaconTopic = '__kafkascope.beacons';
const timeoutMs = 10_000;

/** Well below what a broker takes in one batch by default, and an exporter in one request. */
const chunkBytes = 400_000;
const chunkBeacons = 500;

/** What was not sent for a while can be more than goes into one request. */
function* chunks(beacons: readonly Beacon[]): Iterable<{ readonly beacon: Beacon; readonly text: string }[]> {
  let chunk: { readonly beacon: Beacon; readonly text: string }[] = [];
  let size = 0;
  for (const beacon of beacons) {
    const text = JSON.stringify(beacon);
    if (chunk.length > 0 && (size + text.length > chunkBytes || chunk.length === chunkBeacons)) {
      yield chunk;
      [chunk, size] = [[], 0];
    }
    chunk.push({ beacon, text });
    size += text.length;
  }
  if (chunk.length > 0) yield chunk;
}

function beaconKey({ topic, instance, epoch, bucket }: Beacon): string {
  return JSON.stringify([topic, instance, epoch, bucket]);
}

/** Over Kafka itself, with a producer that is not counted; beacons of a topic go to one partition. */
export function kafkaSender(kafka: Kafka, topic = beaconTopic): Sender {
  let producer: Promise<Producer> | undefined;
  const connected = async (): Promise<Producer> => {
    const made = kafka.producer({
      allowAutoTopicCreation: false,
      retry: { retries: 2 },
      createPartitioner:
        () =>
        ({ message, partitionMetadata }) =>
          hash(JSON.parse(String(message.key)) as unknown[]) % partitionMetadata.length,
    });
    await made.connect();
    return made;
  };
  return {
    send: async (beacons) => {
      producer ??= connected();
      try {
        const connectedProducer = await producer;
        const refusals: string[] = [];
        for (const chunk of chunks(beacons)) {
          const messages = chunk.map(({ beacon, text }) => ({ key: beaconKey(beacon), value: text }));
          await connectedProducer.send({ topic, messages, timeout: timeoutMs }).catch((error: unknown) => {
            if (!isTooLarge(error)) throw error;
            refusals.push(error.message);
          });
        }
        throwIfAny(refusals);
      } catch (error) {
        if (error instanceof RefusedBeacons) throw error;
        // Connects anew the next time.
        const failed = producer;
        producer = undefined;
        await failed.then((made) => made.disconnect()).catch(() => undefined);
        throw error;
      }
    },
    close: async () => {
      await (await producer)?.disconnect();
    },
  };
}

/** A single beacon then, as chunks are smaller. */
function isTooLarge(error: unknown): error is Error {
  return error instanceof Error && 'type' in error && error.type === 'MESSAGE_TOO_LARGE';
}

function throwIfAny([first, ...more]: readonly string[]): void {
  if (first !== undefined) throw new RefusedBeacons(more.length === 0 ? first : `${first} (and ${more.length} more)`);
}

/** FNV-1a of the audited topic. */
function hash([topic]: readonly unknown[]): number {
  let value = 0x811c9dc5;
  for (const byte of Buffer.from(String(topic))) value = Math.imul(value ^ byte, 0x01000193) >>> 0;
  return value;
}

/** Over HTTP, `POST <url>/api/beacons`. */
export function httpSender(url: string, token: string | undefined): Sender {
  const address = new URL('api/beacons', url.endsWith('/') ? url : `${url}/`);
  return {
    send: async (beacons) => {
      const refusals: string[] = [];
      for (const chunk of chunks(beacons)) {
        const response = await fetch(address, {
          method: 'POST',
          headers: {
            'content-type': 'application/json',
            ...(token !== undefined && { authorization: `Bearer ${token}` }),
          },
          body: `[${chunk.map(({ text }) => text).join(',')}]`,
          signal: AbortSignal.timeout(timeoutMs),
        });
        const answer = await response.text();
        if (response.ok) continue;
        const refusal = `${address.href} answers ${response.status}: ${answer.slice(0, 500)}`;
        // Too large, or not to be taken as they are; of several in a request the others were taken.
        if (response.status !== 413 && response.status !== 422) throw new Error(refusal);
        refusals.push(refusal);
      }
      throwIfAny(refusals);
    },
    close: () => Promise.resolve(),
  };
}
