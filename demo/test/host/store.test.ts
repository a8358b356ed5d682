import { afterEach, describe, expect, it } from '@jest/globals';
import type { Reading } from '../../src/host/reading.ts';
import { findRedis, startRedis } from '../../src/host/redis-server.ts';
import { openStore, type Store } from '../../src/host/store.ts';

/** Each kind of store; Redis is a real one. */

const said: string[] = [];
const say = (line: string) => said.push(line);
const closing: (() => Promise<void>)[] = [];

afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
  said.length = 0;
});

const of = (host: string, second: number): Reading => ({
  host,
  time: new Date(second * 1_000).toISOString(),
  cpuPercent: second,
  memoryPercent: 50,
});

async function open(environment: NodeJS.ProcessEnv): Promise<Store> {
  const store = await openStore(environment, say);
  closing.push(() => store.close());
  return store;
}

async function startOwn(): Promise<string> {
  const binary = findRedis(process.env.PATH ?? '');
  if (binary === undefined) throw new Error('the tests need a redis-server on PATH (apt-get install redis-server)');
  const server = await startRedis(binary);
  closing.push(() => server.stop());
  return server.url;
}

describe.each<[what: string, environment: () => Promise<NodeJS.ProcessEnv>, kind: string, told: RegExp]>([
  [
    'no Redis',
    async () => ({ PATH: '/nowhere' }),
    'memory',
    /kept in memory: REDIS_URL is not set, and there is no redis-server/,
  ],
  [
    'a redis-server on PATH',
    async () => ({ PATH: process.env.PATH }),
    'redis',
    /a Redis of our own, redis:\/\/127\.0\.0\.1:\d+/,
  ],
  [
    'a Redis that REDIS_URL names',
    async () => ({ REDIS_URL: await startOwn() }),
    'redis',
    /the Redis that REDIS_URL names/,
  ],
])('with %s', (_, environment, kind, told) => {
  it('keeps the newest reading of each host, and says where', async () => {
    const store = await open(await environment());
    expect(store.kind).toBe(kind);
    expect(said.filter((line) => told.test(line))).toHaveLength(1);
    for (const reading of [of('b', 2), of('a', 1), of('b', 3), of('b', 1)]) await store.put(reading);
    expect(await store.all()).toEqual([of('a', 1), of('b', 3)]);
  });
});

it('finds in Redis what was kept there before', async () => {
  const url = await startOwn();
  await (await open({ REDIS_URL: url })).put(of('a', 1));
  expect(await (await open({ REDIS_URL: url })).all()).toEqual([of('a', 1)]);
});

it('ends the Redis that it has started', async () => {
  const store = await openStore({ PATH: process.env.PATH }, say);
  const [, url = ''] = /(redis:\S+)$/.exec(said.at(-1) ?? '') ?? [];
  await store.close();
  await expect(fetch(url.replace('redis:', 'http:'))).rejects.toThrow('fetch failed');
});

it.each(['127.0.0.1:6379', 'http://127.0.0.1', 'redis'])('refuses REDIS_URL=%s', async (url) => {
  await expect(openStore({ REDIS_URL: url }, say)).rejects.toThrow(/^REDIS_URL is ".*": give the address of a Redis/);
});
