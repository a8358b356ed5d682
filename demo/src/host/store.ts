import { createClient } from 'redis';
import type { Reading } from './reading.ts';
import { findRedis, startRedis } from './redis-server.ts';

/** Keeps the newest reading of each host. */
export interface Store {
  readonly kind: 'redis' | 'memory';
  /** An older reading than the one it has changes nothing: records are read again after a restart. */
  put(reading: Reading): Promise<void>;
  /** By host. */
  all(): Promise<Reading[]>;
  close(): Promise<void>;
}

const key = 'kafkascope:host.metrics';

/**
 * Redis where REDIS_URL names one, or one of our own where `redis-server` is on PATH; memory otherwise.
 *
 * @param say Told which it is.
 * @throws Error where REDIS_URL is no address of a Redis, or the Redis that was started does not answer
 */
export async function openStore(environment: NodeJS.ProcessEnv, say: (line: string) => void): Promise<Store> {
  const { REDIS_URL: url = '', PATH = '' } = environment;
  if (url !== '') {
    if (!/^rediss?:$/.test(URL.parse(url)?.protocol ?? ''))
      throw new Error(`REDIS_URL is ${JSON.stringify(url)}: give the address of a Redis, as redis://127.0.0.1:6379`);
    const store = await redisStore(url, say);
    say(`newest readings are kept in the Redis that REDIS_URL names`);
    return store;
  }
  const binary = findRedis(PATH);
  if (binary === undefined) {
    say('newest readings are kept in memory: REDIS_URL is not set, and there is no redis-server on PATH');
    return memoryStore();
  }
  const server = await startRedis(binary);
  const store = await redisStore(server.url, say);
  say(`newest readings are kept in a Redis of our own, ${server.url}`);
  return {
    ...store,
    close: async () => {
      await store.close();
      await server.stop();
    },
  };
}

export function memoryStore(): Store {
  const readings = new Map<string, Reading>();
  return {
    kind: 'memory',
    put: (reading) => {
      if (isNewer(reading, readings.get(reading.host))) readings.set(reading.host, reading);
      return Promise.resolve();
    },
    all: () => Promise.resolve(byHost([...readings.values()])),
    close: () => Promise.resolve(),
  };
}

/** One hash, with a field for each host. Waits while Redis does not answer; what is asked meanwhile waits too. */
async function redisStore(url: string, say: (line: string) => void): Promise<Store> {
  const client = createClient({ url, socket: { reconnectStrategy: (tries) => Math.min(100 * 2 ** tries, 2_000) } });
  let told = '';
  client.on('error', (error: Error) => {
    const line = `Redis does not answer: ${error.message === '' ? error.name : error.message}`;
    // It is tried again and again.
    if (line !== told) say(line);
    told = line;
  });
  client.on('ready', () => (told = ''));
  await client.connect();
  const read = (text: string): Reading => JSON.parse(text) as Reading;
  return {
    kind: 'redis',
    put: async (reading) => {
      const known = await client.hGet(key, reading.host);
      if (isNewer(reading, known === null ? undefined : read(known)))
        await client.hSet(key, reading.host, JSON.stringify(reading));
    },
    all: async () => byHost(Object.values(await client.hGetAll(key)).map(read)),
    close: () => {
      client.destroy();
      return Promise.resolve();
    },
  };
}

/** Times are ISO 8601 in UTC, all of one length: their order is that of the texts. */
function isNewer(reading: Reading, known: Reading | undefined): boolean {
  return known === undefined || reading.time >= known.time;
}

function byHost(readings: Reading[]): Reading[] {
  return readings.sort((a, b) => (a.host < b.host ? -1 : 1));
}
