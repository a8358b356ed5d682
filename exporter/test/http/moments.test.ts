import { afterEach, expect, it } from '@jest/globals';
import { json } from './ask.ts';
import { readAtMs, serve, smallShape, stateOf, unreadState, type Served } from './serve.ts';

let served: Served | undefined;
afterEach(async () => {
  await served?.close();
  served = undefined;
});

const perCluster = ['topics', 'topics/topic-0', 'groups', 'groups/group-0', 'brokers', 'producers', 'graph'];

it.each<[string | undefined, string]>([
  [undefined, 'the cluster is being read for the first time'],
  ['connection refused', 'the cluster could not be read yet: connection refused'],
])('before the first refresh (%s)', async (error, message) => {
  const here = (served = await serve([unreadState('', error)]));
  for (const path of perCluster) {
    const answer = await here.ask(`/api/${path}`);
    expect([answer.status, answer.headers['retry-after']]).toEqual([503, '10']);
    expect(json(answer)).toEqual({ error: { code: 'not_ready', message } });
  }
  expect(await here.read('/readyz', 503)).toEqual({
    ready: false,
    clusters: [{ cluster: '', ready: false, reason: message }],
    error: { code: 'not_ready', message },
  });
  expect(await here.read('/healthz')).toMatchObject({ status: 'ok' });
  expect(await here.read('/api/clusters')).toEqual({
    clusters: [
      {
        cluster: '',
        clusterId: null,
        up: false,
        error: error ?? null,
        time: null,
        ageSeconds: null,
        brokers: null,
        topics: null,
        partitions: null,
        groups: null,
        shareGroups: null,
        groupStatuses: null,
        collectors: [],
      },
    ],
  });
  const { status, text } = await here.ask('/metrics');
  expect(status).toBe(200);
  expect(text).toMatch(/^kafka_up 0$/m);
});

it('one cluster that was not read keeps none of the others from answering', async () => {
  const here = (served = await serve([await stateOf({ ...smallShape, cluster: 'ocean' }), unreadState('logs')]));
  expect(await here.read('/api/topics')).toMatchObject({ cluster: 'ocean' });
  expect(await here.read('/api/topics?cluster=logs', 503)).toMatchObject({
    error: { message: 'the cluster logs is being read for the first time' },
  });
  expect(await here.read('/readyz', 503)).toMatchObject({ clusters: [{ ready: true }, { ready: false }] });
  const { text } = await here.ask('/metrics');
  expect(text.match(/^kafka_up\{.*$/gm)).toEqual(['kafka_up{cluster="ocean"} 1', 'kafka_up{cluster="logs"} 0']);
});

it('says how old its data are, and no longer shows old ones as metrics', async () => {
  const here = (served = await serve([await stateOf(smallShape)]));
  const look = async (ageMs: number) => {
    here.clock.nowMs = readAtMs + ageMs;
    const { text } = await here.ask('/metrics');
    return {
      clusters: await here.read('/api/clusters'),
      topics: await here.read('/api/topics'),
      up: /^kafka_up (.*)$/m.exec(text)?.[1],
      offsets: /^kafka_topic_partition_current_offset\{/m.test(text),
      refreshed: /^kafka_exporter_last_refresh_timestamp_seconds (.*)$/m.exec(text)?.[1],
    };
  };
  const common = { refreshed: String(readAtMs / 1000) };
  const aged = (ageSeconds: number, up: boolean) => ({
    clusters: { clusters: [{ time: '2026-01-01T00:00:10.000Z', ageSeconds, up }] },
    topics: { time: '2026-01-01T00:00:10.000Z', ageSeconds, topics: [{}, {}, {}] },
  });
  expect(await look(0)).toMatchObject({ ...common, ...aged(0, true), up: '1', offsets: true });
  expect(await look(29_999)).toMatchObject({ ...common, ...aged(30, true), up: '1', offsets: true });
  expect(await look(30_000)).toMatchObject({ ...common, ...aged(30, false), up: '0', offsets: false });
  expect(await look(3_600_000)).toMatchObject({ ...common, ...aged(3600, false), up: '0', offsets: false });
  // A clock that is put right may bring them back: they are data of this moment again.
  expect(await look(5_000)).toMatchObject({ ...aged(5, true), up: '1', offsets: true });
});

it('a newest refresh that failed is told at once, with the data before it', async () => {
  const state = await stateOf(smallShape);
  const here = (served = await serve([{ ...state, refresh: { ...state.refresh, ok: false, error: 'no broker' } }]));
  expect(await here.read('/api/clusters')).toMatchObject({ clusters: [{ up: false, error: 'no broker', topics: 3 }] });
  expect((await here.ask('/metrics')).text).toMatch(/^kafka_up 0$/m);
});

it.each(['/api/topics', '/api/graph', '/metrics'])('a fault in %s is a 500 that says nothing of it', async (path) => {
  const fail = (): never => {
    throw new Error('the reason /src/secret.ts:1');
  };
  const state = await stateOf(smallShape);
  const parts = {
    '/api/topics': { clusters: fail },
    '/api/graph': { graph: async () => fail() },
    '/metrics': { exposition: { scrape: async () => fail() } },
  }[path];
  const here = (served = await serve([state], { ...(parts !== undefined && { parts }) }));
  const answer = await here.ask(path);
  expect([answer.status, json(answer)]).toEqual([
    500,
    {
      error: {
        code: 'internal',
        message: 'the request could not be answered; the reason is in the log of the exporter',
      },
    },
  ]);
  expect(here.log).toEqual([expect.objectContaining({ level: 'error', path, err: 'the reason /src/secret.ts:1' })]);
  expect((await here.ask('/healthz')).status).toBe(200);
  // Scrapes that failed hold no places.
  for (let scrape = 0; scrape < 70; scrape++) expect((await here.ask(path)).status).toBe(500);
});
