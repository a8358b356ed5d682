import { hostname } from 'node:os';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Status } from '../../../src/derived/status.ts';
import { smallSnapshot } from '../../derived/small-snapshot.ts';
import { json } from '../ask.ts';
import { readAtMs, serve, unreadState, type Served } from '../serve.ts';
import { judgedState } from './judged-state.ts';

const first = readAtMs - 10_000;

/** Two refreshes: orders/0 moves on, orders/1 stands still, nobody ever committed in orders/2. */
function refresh(atMs: number, { moved, end = 100 }: { moved: number; end?: number }) {
  return smallSnapshot(
    atMs,
    [
      { name: 'orders', ends: [60, end, 5] },
      { name: 'payments', ends: [NaN, 8] },
    ],
    [
      {
        id: 'billing/eu',
        committed: { orders: [moved, 40], payments: [3] },
        assigned: { orders: [0, 2] },
      },
      { id: 'report', committed: { payments: [NaN, 8] } },
      { id: 'new', assigned: { orders: [0] } },
      { id: 'idle' },
    ],
  );
}

const verdicts: Readonly<Record<string, Status>> = { 'orders/0': 'OK', 'orders/1': 'STOP' };

let served: Served;
beforeAll(async () => {
  // In the second refresh the leader of orders/1 is away.
  const state = await judgedState(
    '',
    [refresh(first, { moved: 50 }), refresh(readAtMs, { moved: 58, end: NaN })],
    (group, topic, partition) => (group === 'report' ? 'WARN' : verdicts[`${topic}/${partition}`]),
  );
  served = await serve([state, unreadState('far', 'no broker answers')]);
});
afterAll(() => served.close());

const request = (url: string) => ({ url, host: hostname() });
const group = '/v3/kafka/default/consumer/billing%2Feu';
const groupUrl = '/v3/kafka/default/consumer/billing/eu';

const seen = (offset: number, timestamp: number, observedAt: number, lag: number | null) => ({
  offset,
  timestamp,
  observedAt,
  lag,
});
const window0 = [seen(50, first, first, 10), seen(58, readAtMs, readAtMs, 2)];
const window1 = [seen(40, first, first, 60), seen(40, first, readAtMs, null)];
const owner = { owner: '/10.0.0.1', client_id: 'billing/eu-client' };
const nobody = { owner: '', client_id: '' };
const noWindow = { start: null, end: null, current_lag: 0, complete: 0 };
const orders0 = { topic: 'orders', partition: 0, ...owner, status: 'OK' };
const orders1 = { topic: 'orders', partition: 1, ...nobody, status: 'STOP' };
const judged0 = { ...orders0, start: window0[0], end: window0[1], current_lag: 2, complete: 0.2 };
const judged1 = { ...orders1, start: window1[0], end: window1[1], current_lag: 60, complete: 0.2 };
const judged = {
  ...{ cluster: 'default', group: 'billing/eu', status: 'ERR', complete: 0 },
  ...{ partition_count: 5, maxlag: judged1, totallag: 62 },
};

describe('answers', () => {
  it.each<[string, string, object]>([
    ['/v3/kafka', 'cluster list returned', { clusters: ['default', 'far'] }],
    [
      '/v3/kafka/default',
      'cluster module detail returned',
      {
        module: {
          'class-name': 'kafka',
          servers: [],
          'client-profile': { name: '', 'client-id': 'kafkascope', 'kafka-version': '', tls: null, sasl: null },
          'topic-refresh': 10,
          'offset-refresh': 10,
        },
      },
    ],
    ['/v3/kafka/default/topic', 'topic list returned', { topics: ['orders', 'payments'] }],
    // The end of orders/1 is the one of before; that of payments/0 was never known.
    ['/v3/kafka/default/topic/orders', 'topic offsets returned', { offsets: [60, 100, 5] }],
    ['/v3/kafka/default/topic/payments', 'topic offsets returned', { offsets: [8] }],
    [
      '/v3/kafka/default/topic/payments/consumers',
      'consumers of topic returned',
      { consumers: ['billing/eu', 'report'] },
    ],
    ['/v3/kafka/default/topic/orders/consumers', 'consumers of topic returned', { consumers: ['billing/eu'] }],
    ['/v3/kafka/default/topic/none/consumers', 'consumers of topic returned', { consumers: [] }],
    ['/v3/kafka/default/consumer', 'consumer list returned', { consumers: ['billing/eu', 'report'] }],
  ])('%s', async (path, message, fields) => {
    expect(await served.read(path)).toEqual({ error: false, message, ...fields, request: request(path) });
  });

  it('a group with its commits', async () => {
    const none = Array.from({ length: 8 }, () => null);
    const unknown = { offsets: [], ...nobody, 'current-lag': 0 };
    expect(await served.read(group)).toEqual({
      error: false,
      message: 'consumer detail returned',
      topics: {
        orders: [
          { offsets: [...none, ...window0], ...owner, 'current-lag': 2 },
          { offsets: [...none, ...window1], ...nobody, 'current-lag': 60 },
          { offsets: [], ...owner, 'current-lag': 0 },
        ],
        payments: [unknown, unknown],
      },
      request: request(groupUrl),
    });
  });

  it('how a group fares, with the partitions that are not well', async () => {
    expect(await served.read(`${group}/status`)).toEqual({
      error: false,
      message: 'consumer status returned',
      status: { ...judged, partitions: [judged1] },
      request: request(`${groupUrl}/status`),
    });
  });

  it('how a group fares, with all partitions', async () => {
    expect(await served.read(`${group}/lag`)).toMatchObject({
      status: {
        ...judged,
        partitions: [
          judged0,
          judged1,
          { topic: 'orders', partition: 2, ...owner, status: 'OK', ...noWindow },
          { topic: 'payments', partition: 0, ...nobody, status: 'OK', ...noWindow },
          { topic: 'payments', partition: 1, ...nobody, status: 'OK', ...noWindow },
        ],
      },
    });
    expect(await served.read('/v3/kafka/default/consumer/report/status')).toMatchObject({ status: { status: 'WARN' } });
  });

  it('says how old it is, and is not to be kept', async () => {
    const { headers } = await served.ask('/v3/kafka/default/topic');
    expect(headers['last-modified']).toBe(new Date(readAtMs).toUTCString());
    expect(headers['cache-control']).toBe('no-cache');
  });
});

describe('complete', () => {
  const topics = [{ name: 'orders', ends: [100] }];
  const stateAfter = (refreshes: number, verdict: Status | undefined) => {
    const snapshots = Array.from({ length: refreshes }, (_, index) =>
      smallSnapshot(first + index * 10_000, topics, [{ id: 'billing', committed: { orders: [index] } }]),
    );
    const [oldest = smallSnapshot(first, topics), ...more] = snapshots;
    return judgedState('', [oldest, ...more], () => verdict);
  };

  it.each<[string, number, Status | undefined, object, object]>([
    ['with ten refreshes', 12, 'REWIND', { status: 'ERR', complete: 1 }, { status: 'REWIND', complete: 1 }],
    ['with fewer', 4, 'STALL', { status: 'ERR', complete: 0 }, { status: 'STALL', complete: 0.4 }],
    ['without a verdict is never 1', 12, undefined, { status: 'OK', complete: 0 }, { status: 'OK', complete: 0.9 }],
  ])('%s', async (_, refreshes, verdict, ofGroup, ofPartition) => {
    const other = await serve([await stateAfter(refreshes, verdict)]);
    try {
      expect(await other.read('/v3/kafka/default/consumer/billing/lag')).toMatchObject({
        status: { ...ofGroup, partitions: [ofPartition] },
      });
    } finally {
      await other.close();
    }
  });
});

describe('errors', () => {
  it.each([
    ['/v3/kafka/none', 'cluster module not found'],
    ['/v3/kafka/none/topic', 'cluster not found'],
    ['/v3/kafka/none/consumer', 'cluster not found'],
    ['/v3/kafka/none/topic/orders', 'cluster or topic not found'],
    ['/v3/kafka/none/topic/orders/consumers', 'cluster not found'],
    ['/v3/kafka/default/topic/none', 'cluster or topic not found'],
    ['/v3/kafka/default/consumer/none', 'cluster or consumer not found'],
    ['/v3/kafka/default/consumer/new', 'cluster or consumer not found'],
    ['/v3/kafka/default/consumer/%zz', 'cluster or consumer not found'],
  ])('404 %s', async (path, message) => {
    expect(await served.read(path, 404)).toEqual({ error: true, message, request: request(path) });
  });

  it.each([
    ['default', 'none'],
    ['default', 'idle'],
    ['none', 'billing/eu'],
  ])('404 how a group fares that is not there: %s %s', async (cluster, name) => {
    for (const question of ['status', 'lag']) {
      const path = `/v3/kafka/${cluster}/consumer/${encodeURIComponent(name)}/${question}`;
      expect(await served.read(path, 404)).toEqual({
        error: false,
        message: 'consumer status returned',
        status: {
          ...{ cluster, group: name, status: 'NOTFOUND', complete: 1, partitions: [] },
          ...{ partition_count: 0, maxlag: null, totallag: 0 },
        },
        request: request(`/v3/kafka/${cluster}/consumer/${name}/${question}`),
      });
    }
  });

  it.each(['/v3', '/v3/nothing', '/v3/kafka/default/nothing', '/v3/config'])('404 %s', async (path) => {
    expect(await served.read(path, 404)).toMatchObject({ error: true, result: {} });
  });

  it('405 what would change something', async () => {
    const answer = await served.ask(group, { method: 'DELETE' });
    expect([answer.status, answer.headers.allow]).toEqual([405, 'GET, HEAD']);
    expect(json(answer)).toMatchObject({
      error: true,
      message: expect.stringMatching(/not possible here/),
      request: request(groupUrl),
    });
  });

  it('503 while a cluster was not read', async () => {
    const message = 'the cluster far could not be read yet: no broker answers';
    for (const path of ['/v3/kafka/far', '/v3/kafka/far/consumer', '/v3/kafka/far/consumer/billing/status']) {
      expect(await served.read(path, 503)).toEqual({ error: true, message, request: request(path) });
    }
  });
});
