import { describe, expect, it } from '@jest/globals';
import type { Health } from '../../src/api.ts';
import type { LossCount } from '../../src/derived/state.ts';
import type { Status } from '../../src/derived/status.ts';
import { brokerHealth } from '../../src/graph/broker.ts';
import { buildGraph } from '../../src/graph/build-graph.ts';
import type { Broker, LogDir } from '../../src/snapshot/snapshot.ts';
import { readAtMs, testQuery, testState, testTopology, type TestCluster } from './test-cluster.ts';

interface Judged {
  readonly statuses?: Readonly<Record<string, Status>>;
  readonly losses?: readonly LossCount[];
  readonly seconds?: number;
}

/** A cluster whose groups have these statuses in all that they read. */
function judged(cluster: TestCluster, { statuses = {}, losses = [], seconds = NaN }: Judged) {
  const state = testState(cluster);
  const { snapshot, derived } = state.current ?? {};
  if (snapshot === undefined || derived === undefined) throw new Error('there is no state');
  const groups = derived.groups.map((group, i) => {
    const status = statuses[snapshot.groups[i]?.id ?? ''];
    const verdict = { status, reason: status === undefined ? '' : `${status}: as the test says.` };
    return {
      ...group,
      verdict,
      topics: group.topics.map((topic) => ({ ...topic, verdict, maxLagSeconds: seconds })),
    };
  });
  return { ...state, current: { snapshot, derived: { ...derived, groups, losses } } };
}

const lost = (records: number, minutesAgo: number, group?: string): LossCount => ({
  group,
  topic: 'orders',
  cause: group === undefined ? 'truncated' : 'expired',
  records,
  lastMs: readAtMs - minutesAgo * 60_000,
});
const cluster: TestCluster = {
  topics: [{ name: 'orders' }, { name: 'other' }],
  groups: [{ id: 'billing', reads: [{ topic: 'orders', lag: 7 }] }],
};

describe('a group and its edge', () => {
  it.each<[Status, Health]>([
    ['OK', 'ok'],
    ['REWIND', 'warning'],
    ['WARN', 'warning'],
    ['STALL', 'critical'],
    ['STOP', 'critical'],
  ])('in %s are %s, with the reason', async (status, health) => {
    const state = judged(cluster, { statuses: { billing: status }, seconds: 90 });
    const { nodes, edges } = await buildGraph(state, undefined, testQuery(), readAtMs);
    const expected = { status: health, reason: `${status}: as the test says.`, lagSeconds: 90, lost: null };
    expect(nodes.find(({ id }) => id === 'group:billing')).toMatchObject(expected);
    expect(edges.find(({ kind }) => kind === 'consumes')).toMatchObject(expected);
  });

  it('are critical for an hour after a loss, and count it for good', async () => {
    const recent = judged(cluster, { statuses: { billing: 'OK' }, losses: [lost(40, 59, 'billing')] });
    const { nodes, edges } = await buildGraph(recent, undefined, testQuery(), readAtMs);
    const expected = {
      status: 'critical',
      reason: 'Lost: 40 records were deleted before the group read them, the last at 23:01 UTC.',
      lost: 40,
    };
    expect(nodes.find(({ id }) => id === 'group:billing')).toMatchObject(expected);
    expect(edges.find(({ kind }) => kind === 'consumes')).toMatchObject(expected);
    expect(nodes.find(({ id }) => id === 'topic:orders')).toMatchObject({ status: 'ok', lost: null });

    const old = judged(cluster, { statuses: { billing: 'OK' }, losses: [lost(40, 61, 'billing')] });
    const later = await buildGraph(old, undefined, testQuery(), readAtMs);
    expect(later.nodes.find(({ id }) => id === 'group:billing')).toMatchObject({ status: 'ok', lost: 40 });
  });

  it('tell the loss before the status', async () => {
    const state = judged(cluster, { statuses: { billing: 'STOP' }, losses: [lost(1, 0, 'billing')] });
    const { nodes } = await buildGraph(state, undefined, testQuery(), readAtMs);
    expect(nodes.find(({ id }) => id === 'group:billing')?.reason).toMatch(
      /^Lost: 1 record .* STOP: as the test says\.$/,
    );
  });
});

describe('a topic', () => {
  const three: TestCluster = { topics: [{ name: 'orders', partitions: 3, replicas: 3 }] };
  const config = {
    cleanupPolicy: 'delete',
    minInsyncReplicas: 2,
    retentionMs: -1,
    retentionBytes: -1,
    deleteRetentionMs: 0,
    uncleanLeaderElection: false,
    tiered: false,
  };

  it.each<[string, number[], number[], Health, RegExp]>([
    ['with all replicas in sync', [1, 2, 3], [3, 3, 3], 'ok', /^All replicas are in sync\.$/],
    [
      'with one that is not',
      [1, 2, 3],
      [3, 2, 3],
      'warning',
      /^1 of 3 partitions has replicas that are not in sync\.$/,
    ],
    ['below its minimum', [1, 2, 3], [1, 2, 1], 'critical', /^2 of 3 partitions have too few replicas in sync/],
    ['without a leader', [1, -1, 3], [3, 0, 3], 'critical', /^1 of 3 partitions has no leader/],
  ])('%s', async (_, leader, inSync, status, reason) => {
    const state = judged(three, {});
    const { snapshot } = state.current;
    const partitions = { ...snapshot.partitions, leader: Int32Array.from(leader), isrCount: Int32Array.from(inSync) };
    const topics = snapshot.topics.map((topic) => ({ ...topic, config }));
    const current = { ...state.current, snapshot: { ...snapshot, partitions, topics } };
    const { nodes } = await buildGraph({ ...state, current }, undefined, testQuery(), readAtMs);
    expect(nodes[0]).toMatchObject({ status, reason: expect.stringMatching(reason) as unknown as string });
  });

  it('that lost acknowledged records is critical', async () => {
    const { nodes } = await buildGraph(judged(cluster, { losses: [lost(50, 1)] }), undefined, testQuery(), readAtMs);
    expect(nodes.find(({ id }) => id === 'topic:orders')).toMatchObject({
      status: 'critical',
      reason: 'Lost: 50 records were acknowledged and are gone since the leader changed, the last at 23:59 UTC.',
      lost: 50,
    });
  });
});

it('an application is as its worst group', async () => {
  const groups = ['a', 'b'].map((id) => ({ id, reads: [{ topic: 'orders', lag: 1 }] }));
  const state = judged({ topics: cluster.topics, groups }, { statuses: { a: 'OK', b: 'WARN' }, seconds: 5 });
  const topology = testTopology({ applications: { both: { groups: ['a', 'b'], writes: [] } } });
  const { nodes, edges } = await buildGraph(state, topology, testQuery(), readAtMs);
  expect(nodes.find(({ id }) => id === 'application:both')).toMatchObject({
    status: 'warning',
    reason: 'b: WARN: as the test says.',
    lagSeconds: 5,
  });
  expect(edges.find(({ kind }) => kind === 'consumes')).toMatchObject({ status: 'warning', lag: 2, lagSeconds: 5 });
});

describe('folding', () => {
  const groups = Array.from({ length: 12 }, (_, i) => ({ id: `g${i}`, reads: [{ topic: 'orders', lag: 0, rate: i }] }));
  const shape = { topics: cluster.topics, groups };
  const known = Object.fromEntries(groups.map(({ id }): [string, Status] => [id, 'OK']));

  it('keeps the unhealthy before the busiest', async () => {
    const state = judged(shape, { statuses: { ...known, g0: 'STOP', g1: 'WARN' } });
    const { nodes } = await buildGraph(state, undefined, testQuery({ limit: 6 }), readAtMs);
    expect(nodes.flatMap(({ id, kind }) => (kind === 'group' ? [id] : []))).toEqual([
      'group:g0',
      'group:g1',
      'group:g11',
    ]);
  });

  it('does not prefer what is not judged', async () => {
    const { g0, ...others } = known;
    expect(g0).toBe('OK');
    const { nodes } = await buildGraph(
      judged(shape, { statuses: others }),
      undefined,
      testQuery({ limit: 6 }),
      readAtMs,
    );
    expect(nodes.map(({ id }) => id)).not.toContain('group:g0');
  });

  it('tells the worst of what it folds', async () => {
    const ill = Object.fromEntries(groups.map(({ id }): [string, Status] => [id, id === 'g0' ? 'WARN' : 'STOP']));
    const { nodes } = await buildGraph(judged(shape, { statuses: ill }), undefined, testQuery({ limit: 4 }), readAtMs);
    const more = nodes.find(({ kind, lane }) => kind === 'more' && lane === 2);
    expect(more).toMatchObject({
      status: 'critical',
      reason: expect.stringMatching(/^g\d+: STOP: /) as unknown as string,
    });
  });
});

describe('a broker', () => {
  const dir = (part: Partial<LogDir>): LogDir => ({
    path: '/data',
    online: true,
    error: undefined,
    sizeBytes: 1,
    totalBytes: 1000,
    usableBytes: 500,
    ...part,
  });
  const broker = (part: Partial<Broker>): Broker => ({
    id: 1,
    host: 'b',
    port: 9092,
    rack: undefined,
    error: undefined,
    logDirs: [],
    ...part,
  });

  it.each<[Partial<Broker>, Health, RegExp]>([
    [{}, 'ok', /^It answers\.$/],
    [{ logDirs: [dir({})] }, 'ok', /have room\.$/],
    [{ logDirs: [dir({ totalBytes: undefined })] }, 'ok', /^It answers\.$/],
    [{ error: 'timed out' }, 'critical', /could not be asked: timed out/],
    [{ logDirs: [dir({}), dir({ path: '/b', online: false })] }, 'critical', /\/b is offline/],
    [{ logDirs: [dir({ usableBytes: 99 })] }, 'warning', /\/data has 9\.9 % of its space left/],
    [{ logDirs: [dir({ usableBytes: 0, path: '/full' }), dir({})] }, 'critical', /\/full has 0\.0 %/],
  ])('%j is %s', (part, status, reason) => {
    expect(brokerHealth(broker(part))).toMatchObject({
      status,
      reason: expect.stringMatching(reason) as unknown as string,
    });
  });
});
