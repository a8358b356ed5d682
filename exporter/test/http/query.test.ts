import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import type { ClusterState } from '../../src/derived/state.ts';
import { intervalMs, judgedState, readAtMs } from '../frames/judged-state.ts';
import { nothingFound } from '../unjudged.ts';
import { json } from './ask.ts';
import { post } from './post.ts';
import { serve, unreadState, type Served } from './serve.ts';

// The thread that lays graphs out takes its time to start on a busy machine.
jest.setTimeout(30_000);

let served: Served;
beforeAll(async () => {
  served = await serve([await judgedState('ocean'), unreadState('logs')]);
  served.clock.nowMs = readAtMs + 2500;
});
afterAll(() => served.close());

async function results(query: object, here: Served = served): Promise<Record<string, unknown>> {
  const answer = await post(here, { queries: [{ refId: 'A', ...query }] });
  expect(answer.status).toBe(200);
  return (json(answer) as { results: Record<string, unknown> }).results;
}

const matching = (pattern: RegExp) => expect.stringMatching(pattern) as unknown as string;

describe('a query that cannot be answered', () => {
  it.each<[object, RegExp]>([
    [{}, /^queryType must be one of graph, findings, auditBuckets, lag, timeLag, .*producers$/],
    [{ queryType: 'moon' }, /^queryType must be one of graph, findings, auditBuckets, lag/],
    [{ queryType: 'lag', by: 'broker' }, /^by must be one of group, topic, partition, all$/],
    [{ queryType: 'produceRate', by: 'group' }, /^produceRate is by topic or partition or all, not by group$/],
    [{ queryType: 'lost', by: 'partition', instant: true }, /^lost is by topic or group or all, not by partition$/],
    [{ queryType: 'lag', topic: '(' }, /^topic is not an RE2 pattern: missing closing \)/],
    [{ queryType: 'lag', group: '(?=a)' }, /^group is not an RE2 pattern/],
    [{ queryType: 'graph', producer: 'a'.repeat(1001) }, /^producer is longer than 1000 characters$/],
    [{ queryType: 'lag', topic: 7 }, /^topic must be a text$/],
    [{ queryType: 'lag', instant: 'yes' }, /^instant must be true or false$/],
    [{ queryType: 'lag', maxDataPoints: 0 }, /^maxDataPoints must be a whole number from 1 to 50000$/],
    [{ queryType: 'graph', view: 'moon' }, /^view must be one of flow, brokers, members$/],
    [{ queryType: 'graph', limit: 1001 }, /^limit must be a whole number from 1 to 1000$/],
    [{ queryType: 'groups', limit: 1.5 }, /^limit must be a whole number from 1 to 10000$/],
    [{ queryType: 'findings', kind: ['loss', 'grief'] }, /^kind must be one or more of loss, risk, status/],
    [{ queryType: 'findings', certainty: 'sure' }, /^certainty must be one of proved, suspected$/],
  ])('%j is told what is wrong', async (query, message) => {
    expect(await results(query)).toEqual({ A: { error: matching(message), status: 400 } });
  });

  it('names the clusters that there are, and says when one was not read yet', async () => {
    expect(await results({ queryType: 'lag', cluster: 'pond' })).toEqual({
      A: { error: 'there is no cluster "pond"; known: ocean, logs', status: 404 },
    });
    expect(await results({ queryType: 'lag', cluster: 'logs' })).toEqual({
      A: { error: 'the cluster logs is being read for the first time', status: 503 },
    });
  });

  it('keeps none of the others from being answered', async () => {
    const answer = await post(served, {
      queries: [
        { refId: 'A', queryType: 'lag', instant: true },
        { refId: 'B', queryType: 'moon' },
        { refId: '__proto__', queryType: 'topics', cluster: '' },
        { refId: 'D', queryType: 'lag', cluster: 'logs' },
      ],
    });
    const { results: all } = json(answer) as { results: Record<string, object> };
    expect(Object.keys(all)).toEqual(['A', 'B', '__proto__', 'D']);
    expect(all).toMatchObject({ A: { frames: [{}] }, B: { status: 400 }, D: { status: 503 } });
    expect(Object.getOwnPropertyDescriptor(all, '__proto__')?.value).toMatchObject({ frames: [{}] });
  });

  it('because of a fault says nothing of it, but the log does', async () => {
    const here = await serve([await judgedState()], {
      parts: {
        graph: async () => {
          throw new Error('the reason /src/secret.ts:1');
        },
      },
    });
    try {
      expect(await results({ queryType: 'graph' }, here)).toEqual({
        A: { error: 'the query could not be answered; the reason is in the log of the exporter', status: 500 },
      });
      expect(here.log).toEqual([expect.objectContaining({ level: 'error', err: 'the reason /src/secret.ts:1' })]);
    } finally {
      await here.close();
    }
  });
});

describe('a request that cannot be answered at all', () => {
  const error = (code: string, message: RegExp) => ({ error: { code, message: matching(message) } });

  it.each<[unknown, RegExp]>([
    ['', /^the body must be JSON/],
    ['{', /^the body must be JSON/],
    ['queries=1', /^the body must be JSON/],
    ['null', /^the body must be an object with the key queries$/],
    ['[]', /^the body must be an object with the key queries$/],
    [{}, /^queries must be a list of 1 to 100 queries$/],
    [{ queries: [] }, /^queries must be a list of 1 to 100 queries$/],
    [{ queries: 'lag' }, /^queries must be a list/],
    [{ queries: [7] }, /^queries\[0\] must be an object$/],
    [{ queries: [{ refId: 'A' }, {}] }, /^queries\[1\]\.refId must be a text$/],
    [{ queries: [{ refId: '' }] }, /^queries\[0\]\.refId must not be empty$/],
    [{ queries: [{ refId: 'A' }, { refId: 'A' }] }, /^two queries have the refId "A"$/],
    [{ from: 'now-1h', queries: [{ refId: 'A' }] }, /^from must be milliseconds since 1970 or a time like 2026/],
    [{ from: 2, to: 1, queries: [{ refId: 'A' }] }, /^from must not be after to$/],
    [{ queries: Array.from({ length: 101 }, (_, i) => ({ refId: String(i) })) }, /^queries must be a list of 1 to 100/],
  ])('400 %j', async (body, message) => {
    const answer = await post(served, body);
    expect([answer.status, json(answer)]).toEqual([400, error('invalid_body', message)]);
  });

  it.each([{ 'content-length': '2000000' }, { 'transfer-encoding': 'chunked' }])('413 %j', async (headers) => {
    const body = Array.from({ length: 20 }, () => Buffer.alloc(100_000, ' '));
    const answer = await served.ask('/api/query', { method: 'POST', headers, body });
    expect([answer.status, json(answer)]).toEqual([413, error('body_too_large', /at most 1048576 bytes here$/)]);
  });

  it('415 what is compressed', async () => {
    const headers = { 'content-encoding': 'gzip', 'content-length': '2' };
    const answer = await served.ask('/api/query', { method: 'POST', headers, body: [Buffer.from('{}')] });
    expect([answer.status, json(answer)]).toEqual([415, error('unsupported_encoding', /gzip/)]);
  });

  it('405 other methods', async () => {
    const answer = await served.ask('/api/query');
    expect([answer.status, answer.headers.allow, json(answer)]).toEqual([
      405,
      'POST',
      error('method_not_allowed', /^GET is not possible here, only POST$/),
    ]);
  });
});

it('takes a body in chunks, and forms that were left empty', async () => {
  const body = JSON.stringify({
    from: '',
    to: null,
    queries: [{ refId: 'A', queryType: 'lag', topic: '', group: null, by: null, instant: true, datasource: {} }],
  });
  const answer = await served.ask('/api/query', {
    method: 'POST',
    headers: { 'transfer-encoding': 'chunked' },
    body: [Buffer.from(body.slice(0, 20)), Buffer.from(body.slice(20))],
  });
  expect(json(answer)).toMatchObject({
    results: { A: { frames: [{ data: { values: [{}, {}, {}, [900, 0, 2590]] } }] } },
  });
});

it('puts the name of the cluster on every row and series', async () => {
  expect(await results({ queryType: 'lag', instant: true, group: 'empty' })).toMatchObject({
    A: { frames: [{ data: { values: [['ocean'], ['empty'], ['orders'], [2590]] } }] },
  });
  expect(await results({ queryType: 'lag', group: 'empty' })).toMatchObject({
    A: { frames: [{ schema: { fields: [{}, { labels: { cluster: 'ocean', group: 'empty', topic: 'orders' } }] } }] },
  });
});

describe('data that are old', () => {
  const ask = async (ageMs: number, query: object, state?: Partial<ClusterState>) => {
    const here = await serve([{ ...(await judgedState()), ...state }]);
    here.clock.nowMs = readAtMs + ageMs;
    try {
      return (await results(query, here)).A;
    } finally {
      await here.close();
    }
  };
  const stale = (error: string) => ({ error, status: 503 });

  it.each(['lag', 'graph', 'topics', 'findings', 'status'])('are not shown as new: %s', async (queryType) => {
    expect(await ask(3 * intervalMs - 1, { queryType })).toMatchObject({ frames: expect.anything() as unknown });
    expect(await ask(3 * intervalMs, { queryType })).toEqual(
      stale('the cluster was last read 30 s ago, too long to be shown as now: no refresh ended since'),
    );
  });

  it('say why they are', async () => {
    const refresh = { ok: false, error: 'no broker answers', lastSuccessMs: readAtMs };
    expect(await ask(45_000, { queryType: 'lag', instant: true }, { refresh })).toEqual(
      stale('the cluster was last read 45 s ago, too long to be shown as now: no broker answers'),
    );
  });

  it('are answered to who asks for what was then', async () => {
    const here = await serve([await judgedState()]);
    here.clock.nowMs = readAtMs + 600_000;
    try {
      const answer = await post(here, {
        from: new Date(readAtMs - 60_000).toISOString(),
        to: String(readAtMs),
        queries: [
          { refId: 'A', queryType: 'lag' },
          { refId: 'B', queryType: 'lag', instant: true },
        ],
      });
      expect(json(answer)).toMatchObject({ results: { A: { frames: [{}] }, B: { status: 503 } } });
    } finally {
      await here.close();
    }
  });
});

it('shows what was lost over time where something was, and says so where nothing was', async () => {
  expect(await results({ queryType: 'lost', group: 'billing' })).toMatchObject({
    A: {
      frames: [
        { schema: { fields: [{}, { labels: { cause: 'expired' } }] }, data: { values: [{}, [0, 5, 5, 5, 17, 17]] } },
      ],
    },
  });
  expect(await results({ queryType: 'lost', group: 'nobody' })).toMatchObject({
    A: { frames: [{ schema: { fields: [], meta: { notices: [{ text: 'Nothing was lost in this time.' }] } } }] },
  });
});

describe('a range without history', () => {
  it.each<[object, RegExp]>([
    [{ to: readAtMs - 3_600_000 }, /^History begins at 2026-01-01T00:00:10\.000Z/],
    [{ from: readAtMs + 1 }, /^Nothing was read since 2026-01-01T00:01:10\.000Z\.$/],
    [{ from: readAtMs - 25_000, to: readAtMs - 15_000 }, /^Nothing was read in this time\.$/],
  ])('is empty, and says why: %j', async (range, text) => {
    const answer = await post(served, { ...range, queries: [{ refId: 'A', queryType: 'lag' }] });
    expect(json(answer)).toMatchObject({
      results: {
        A: {
          frames: [
            {
              schema: {
                fields: [],
                meta: { type: 'timeseries-wide', notices: [{ severity: 'info', text: matching(text) }] },
              },
              data: { values: [] },
            },
          ],
        },
      },
    });
  });

  it('also when there is none at all', async () => {
    const state = await judgedState();
    if (state.current === undefined) throw new Error('the state was read');
    const { snapshot, derived } = state.current;
    const current = { snapshot, derived: { ...derived, past: nothingFound.past, pastLosses: nothingFound.pastLosses } };
    const here = await serve([{ ...state, current }]);
    try {
      expect(await results({ queryType: 'timeLag' }, here)).toMatchObject({
        A: { frames: [{ schema: { meta: { notices: [{ text: matching(/^There is no history yet/) }] } } }] },
      });
      expect(await results({ queryType: 'lost', instant: true }, here)).toMatchObject({ A: { frames: [{}] } });
    } finally {
      await here.close();
    }
  });
});

it('logs no fault for what is asked wrongly', () => {
  expect(served.log).toEqual([]);
});
