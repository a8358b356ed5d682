import { gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Scrape } from '../../src/metrics/exposition.ts';
import { json, type Answer } from './ask.ts';
import { serve, smallShape, stateOf, type Served } from './serve.ts';

const text = 'text/plain; version=0.0.4; charset=utf-8';
const openMetrics = 'application/openmetrics-text; version=1.0.0; charset=utf-8';

let served: Served;

beforeAll(async () => {
  served = await serve([await stateOf(smallShape)]);
});
afterAll(() => served.close());

describe('the format', () => {
  it.each<{ who: string; accept: string | undefined; type: string }>([
    { who: 'nothing', accept: undefined, type: text },
    { who: 'anything', accept: '*/*', type: text },
    { who: 'a browser', accept: 'text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8', type: text },
    { who: 'what we have not', accept: 'application/json', type: text },
    { who: 'nonsense', accept: ';;,,=', type: text },
    { who: 'OpenMetrics', accept: 'application/openmetrics-text', type: openMetrics },
    { who: 'OpenMetrics 1.0.0, quoted', accept: 'application/openmetrics-text; version="1.0.0"', type: openMetrics },
    { who: 'an OpenMetrics that we have not', accept: 'application/openmetrics-text;version=2.0.0', type: text },
    { who: 'anything but OpenMetrics', accept: 'application/openmetrics-text;q=0', type: text },
    { who: 'text rather than OpenMetrics', accept: 'application/openmetrics-text;q=0.5,text/plain', type: text },
    {
      who: 'what Prometheus 2 asks for',
      accept:
        'application/openmetrics-text;version=1.0.0;q=0.75,application/openmetrics-text;version=0.0.1;q=0.5,' +
        'text/plain;version=0.0.4;q=0.25,*/*;q=0.1',
      type: openMetrics,
    },
    {
      who: 'what Prometheus 3 asks for',
      accept:
        'application/openmetrics-text;version=1.0.0;escaping=allow-utf-8;q=0.5,' +
        'application/openmetrics-text;version=0.0.1;q=0.4,text/plain;version=1.0.0;escaping=allow-utf-8;q=0.3,' +
        'text/plain;version=0.0.4;q=0.2,*/*;q=0.1',
      type: `${openMetrics}; escaping=allow-utf-8`,
    },
    { who: 'an unknown escaping', accept: 'text/plain;escaping=nonsense', type: text },
  ])('for who accepts $who is $type', async ({ accept, type }) => {
    const answer = await served.ask('/metrics', { headers: accept === undefined ? {} : { accept } });
    expect(answer.status).toBe(200);
    expect(answer.headers['content-type']).toBe(type);
    expect(answer.headers.vary).toBe('Accept, Accept-Encoding');
    expect(answer.text.endsWith('# EOF\n')).toBe(type.startsWith('application/'));
    expect(Number(answer.headers['content-length'])).toBe(answer.body.length);
  });
});

describe('gzip', () => {
  it.each([
    { encoding: 'gzip', packed: true },
    { encoding: 'gzip, deflate, br', packed: true },
    { encoding: '*', packed: true },
    { encoding: 'gzip;q=0', packed: false },
    { encoding: 'identity', packed: false },
    { encoding: 'br', packed: false },
  ])('is used for $encoding: $packed', async ({ encoding, packed }) => {
    const { headers, body } = await served.ask('/metrics', { headers: { 'accept-encoding': encoding } });
    expect(headers['content-encoding']).toBe(packed ? 'gzip' : undefined);
    expect(Number(headers['content-length'])).toBe(body.length);
    expect((packed ? gunzipSync(body) : body).toString()).toContain('kafka_brokers 3\n');
  });
});

it('HEAD is answered with the length alone', async () => {
  const { status, headers, body } = await served.ask('/metrics', { method: 'HEAD' });
  expect([status, body.length]).toEqual([200, 0]);
  expect(Number(headers['content-length'])).toBeGreaterThan(1000);
});

it.each(['/other', '/a:b*(c)', '/deep/er', '/'])('may be at %s', async (telemetryPath) => {
  const moved = await serve([await stateOf(smallShape)], { telemetryPath });
  expect((await moved.ask(telemetryPath)).text).toContain('kafka_up 1');
  expect((await moved.ask('/metrics')).status).toBe(404);
  await moved.close();
});

it('too many scrapes at a time are told 503 and when to come again, and there is room again afterwards', async () => {
  const { promise: go, resolve: letGo } = Promise.withResolvers<undefined>();
  let released = 0;
  const scrape = async (): Promise<Scrape> => {
    await go;
    const release = () => released++;
    const parts = [Buffer.from('text')];
    return { contentType: text, parts, bytes: 4, abandoned: new AbortController().signal, release };
  };
  const crowded = await serve([], { parts: { exposition: { scrape } } });
  const refused: Answer[] = [];
  const { promise: six, resolve: sixRefused } = Promise.withResolvers<undefined>();
  const asked = Array.from({ length: 70 }, async () => {
    const answer = await crowded.ask('/metrics');
    if (answer.status === 503) refused.push(answer);
    if (refused.length === 6) sixRefused(undefined);
    return answer.status;
  });
  await six;
  letGo(undefined);
  expect((await Promise.all(asked)).filter((status) => status === 200)).toHaveLength(64);
  expect(refused).toHaveLength(6);
  for (const answer of refused) {
    expect(answer.headers['retry-after']).toBe('1');
    expect(json(answer)).toMatchObject({ error: { code: 'too_many_scrapes' } });
  }
  expect((await crowded.ask('/metrics')).status).toBe(200);
  await crowded.close();
  expect(released).toBe(65);
});
