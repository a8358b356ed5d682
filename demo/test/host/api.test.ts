import { once } from 'node:events';
import { hostname } from 'node:os';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { hostApi } from '../../src/host/api.ts';
import { Measure, type Reading } from '../../src/host/reading.ts';
import { memoryStore } from '../../src/host/store.ts';
import { ControlPage } from '../control/control-page.ts';

/** The API without Kafka: what it would send is kept here. */

const sent: Reading[] = [];
const store = memoryStore();
let isDown = false;
let server: Server;
let api: ControlPage;

beforeAll(async () => {
  const record = async (reading: Reading) => {
    if (isDown) throw new Error('no broker answers');
    sent.push(reading);
  };
  server = hostApi({ store, measure: new Measure(), record }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  api = new ControlPage((server.address() as AddressInfo).port);
});

afterAll(() => {
  server.close();
});

const answerOf = (text: string) => JSON.parse(text) as { error: { code: string; message: string } };

describe('what is refused, saying what is wrong', () => {
  const whole = { host: 'a', cpuPercent: 1, memoryPercent: 2 };
  it.each<[what: string, body: string, status: number, code: string, told: RegExp]>([
    ['a body that is no JSON', 'cpu=3', 400, 'no_json', /is no JSON: send an object, or no body at all/],
    ['a body that is a number', '3', 400, 'no_object', /no object/],
    ['a field that is missing', '{"host":"a","cpuPercent":1}', 400, 'bad_reading', /^"memoryPercent" is missing: give/],
    [
      'a text for a number',
      JSON.stringify({ ...whole, cpuPercent: '1' }),
      400,
      'bad_reading',
      /^"cpuPercent" must be a number/,
    ],
    [
      'more than all',
      JSON.stringify({ ...whole, cpuPercent: 101 }),
      400,
      'bad_reading',
      /^"cpuPercent" must be at most 100/,
    ],
    [
      'less than nothing',
      JSON.stringify({ ...whole, memoryPercent: -1 }),
      400,
      'bad_reading',
      /^"memoryPercent" must be at least 0/,
    ],
    ['no number that JSON has', '{"host":"a","cpuPercent":NaN,"memoryPercent":1}', 400, 'no_json', /no JSON/],
    [
      'a host that is HTML',
      JSON.stringify({ ...whole, host: '<b>' }),
      400,
      'bad_reading',
      /^"host" must be 1 to 63 letters/,
    ],
    ['an unknown field', JSON.stringify({ ...whole, time: 'now' }), 400, 'bad_reading', /^"time" is unknown/],
    [
      'two faults at once',
      '{"host":1,"cpuPercent":1}',
      400,
      'bad_reading',
      /^"host" must be a text; "memoryPercent" is missing/,
    ],
    ['a large body', JSON.stringify({ host: 'x'.repeat(20_000) }), 413, 'too_large', /larger than/],
  ])('%s', async (_, body, status, code, told) => {
    const before = sent.length;
    const { status: given, text } = await api.post('/readings', body);
    const { error } = answerOf(text);
    expect([given, error.code, error.message]).toEqual([status, code, expect.stringMatching(told)]);
    expect(sent).toHaveLength(before);
  });

  it.each<[what: string, path: string, headers: Record<string, string>, status: number, code: string]>([
    ['another path', '/reading', {}, 404, 'unknown_path'],
    ["another page's script", '/readings', { origin: 'https://example.org' }, 403, 'foreign_origin'],
    ["a name that somebody's DNS leads here", '/readings', { host: 'example.org' }, 403, 'foreign_host'],
  ])('%s', async (_, path, headers, status, code) => {
    const answer = await api.post(path, '', headers);
    expect([answer.status, answerOf(answer.text).error.code]).toEqual([status, code]);
  });

  it('another method', async () => {
    const { status } = await fetch(`http://${api.address}/readings`, { method: 'DELETE' });
    expect(status).toBe(405);
  });
});

it('records this machine where nothing is given', async () => {
  const { status, text } = await api.post('/readings');
  const reading = JSON.parse(text) as Reading;
  expect([status, reading.host]).toEqual([201, hostname()]);
  expect(sent.at(-1)).toEqual(reading);
  for (const percent of [reading.cpuPercent, reading.memoryPercent]) {
    expect(percent).toBeGreaterThanOrEqual(0);
    expect(percent).toBeLessThanOrEqual(100);
  }
  expect(reading.memoryPercent).toBeGreaterThan(0);
});

it('records what is given', async () => {
  const given = { host: 'buoy-1', cpuPercent: 12.5, memoryPercent: 0 };
  expect((await api.post('/readings', JSON.stringify(given))).status).toBe(201);
  expect(sent.at(-1)).toEqual({ ...given, time: expect.any(String) });
});

it('says that Kafka did not take it', async () => {
  isDown = true;
  const { status, text } = await api.post('/readings');
  isDown = false;
  expect([status, answerOf(text).error.message]).toEqual([503, expect.stringContaining('no broker answers')]);
});

it('reads the newest of each host, and where they are kept', async () => {
  const of = (host: string, time: string): Reading => ({ host, time, cpuPercent: 1, memoryPercent: 2 });
  await store.put(of('b', '2026-11-27T10:00:01.000Z'));
  await store.put(of('a', '2026-11-27T10:00:00.000Z'));
  await store.put(of('b', '2026-11-27T10:00:00.000Z'));
  const { status, text } = await api.get('/readings');
  expect(status).toBe(200);
  expect(JSON.parse(text)).toEqual({
    store: 'memory',
    readings: [of('a', '2026-11-27T10:00:00.000Z'), of('b', '2026-11-27T10:00:01.000Z')],
  });
});
