import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { once } from 'node:events';
import { get } from 'node:http';
import Koa from 'koa';
import { listen, type Listening } from '../../src/http/listen.ts';
import { writeJson } from '../../src/http/write-json.ts';
import { ask, json } from './ask.ts';

const small = { ok: true, nothing: null, left: undefined, list: [undefined, NaN, 'ü "quoted"\n', '\ud800'] };
const large = { rows: Array.from({ length: 5000 }, (_, index) => ({ ...small, index })) };

let reads = 0;
/** Larger than what sockets take, and each row says that it is read. */
const watched = {
  rows: Array.from({ length: 400_000 }, (_, index) => ({
    get index() {
      reads++;
      return 'x'.repeat(100) + String(index);
    },
  })),
};

let server: Listening;
beforeAll(async () => {
  const bodies: Readonly<Record<string, unknown>> = {
    '/small': small,
    '/large': large,
    '/watched': watched,
    '/text': 'a text',
    '/bytes': Buffer.from('some bytes'),
  };
  const app = new Koa();
  app.silent = true;
  app.use(writeJson);
  app.use((ctx) => {
    ctx.body = bodies[ctx.path];
  });
  server = await listen(app, { host: '127.0.0.1', port: 0, tls: undefined });
});
afterAll(() => server.close());

describe('an answer in JSON', () => {
  it('is sent as a whole where it is small', async () => {
    const answer = await ask(server.url, '/small');
    expect(json(answer)).toEqual(JSON.parse(JSON.stringify(small)));
    expect(Number(answer.headers['content-length'])).toBe(answer.body.length);
  });

  it('is sent in pieces where it is large', async () => {
    const answer = await ask(server.url, '/large');
    expect(answer.text).toBe(JSON.stringify(large));
    expect(answer.headers['transfer-encoding']).toBe('chunked');
  });

  it('is not made to its end for a reader who goes away', async () => {
    const request = get(`${server.url}/watched`);
    const [response] = (await once(request, 'response')) as [NodeJS.ReadableStream];
    await once(response, 'readable');
    request.destroy();
    await ask(server.url, '/small');
    expect(reads).toBeGreaterThan(0);
    expect(reads).toBeLessThan(watched.rows.length);
  });

  it('has no body for HEAD', async () => {
    const { status, body } = await ask(server.url, '/large', { method: 'HEAD' });
    expect([status, body.length]).toEqual([200, 0]);
  });
});

it.each([
  ['/text', 'a text'],
  ['/bytes', 'some bytes'],
])('what is no JSON is left alone: %s', async (path, text) => {
  const answer = await ask(server.url, path);
  expect([answer.text, answer.headers['content-length']]).toEqual([text, String(text.length)]);
});
