import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { json } from './ask.ts';
import { serve, smallShape, stateOf, type Served } from './serve.ts';

const megabyte = 1024 * 1024;
const sent = 50 * megabyte;

let served: Served;
beforeAll(async () => {
  served = await serve([await stateOf(smallShape)]);
});
afterAll(() => served.close());

/** @param atTimes Called after every five megabytes. */
function* content(atTimes: () => void): Generator<Uint8Array> {
  const piece = Buffer.alloc(megabyte / 16, 'x');
  for (let done = 0; done < sent; done += piece.length) {
    if (done % (5 * megabyte) === 0) atTimes();
    yield piece;
  }
}

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

/** Bytes in buffers that are still needed, by server and client: they are one process here. */
function bufferedBytes(): number {
  collectGarbage();
  return process.memoryUsage().arrayBuffers;
}

it.each<[string, string, Record<string, string>]>([
  ['POST', '/api/topics', { 'content-length': String(sent) }],
  ['POST', '/metrics', { 'transfer-encoding': 'chunked' }],
  ['GET', '/api/topics', { 'content-length': String(sent) }],
  ['GET', '/api/topics', { 'transfer-encoding': 'chunked' }],
])(
  'a body of 50 MB is refused and not kept: %s %s %j',
  async (method, path, headers) => {
    const before = bufferedBytes();
    let most = 0;
    const body = content(() => (most = Math.max(most, bufferedBytes())));
    const answer = await served.ask(path, { method, headers, body });
    expect([answer.status, json(answer)]).toEqual([
      413,
      {
        error: { code: 'body_too_large', message: expect.stringContaining('at most 65536 bytes') as unknown as string },
      },
    ]);
    expect(most - before).toBeLessThan(5 * megabyte);
    expect((await served.ask('/healthz')).status).toBe(200);
  },
  60_000,
);

it.each<[string, number]>([
  ['GET', 200],
  ['POST', 405],
])('a small body is ignored: %s', async (method, status) => {
  const answer = await served.ask('/api/topics', {
    method,
    headers: { 'content-length': '2' },
    body: [Buffer.from('{}')],
  });
  expect(answer.status).toBe(status);
});
