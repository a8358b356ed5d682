import { describe, expect, it } from '@jest/globals';
import { buildGraph } from '../../src/graph/build-graph.ts';
import type { Topology } from '../../src/topology/topology.ts';
import { readAtMs, testQuery, testState, testTopology, type TestCluster } from './test-cluster.ts';

async function flow(cluster: TestCluster, topology?: Topology, query = testQuery()) {
  const graph = await buildGraph(testState(cluster), topology, query, readAtMs + 3_120);
  return {
    graph,
    node: (id: string) => graph.nodes.find((node) => node.id === id),
    edges: graph.edges.map(({ source, target }) => `${source} -> ${target}`).sort(),
    edge: (source: string, target: string) =>
      graph.edges.find((edge) => edge.source === source && edge.target === target),
  };
}

describe('nodes', () => {
  it.each([
    [{ name: 'orders', partitions: 6, replicas: 3 }, '6 partitions · RF 3'],
    [{ name: 'orders', partitions: 1, replicas: 1 }, '1 partition · RF 1'],
    [{ name: 'orders', partitions: 12_000, replicas: 2 }, '12,000 partitions · RF 2'],
    [{ name: 'orders', partitions: 0 }, '0 partitions'],
  ])('say what a topic is: %j', async (topic, subtitle) => {
    expect((await flow({ topics: [topic] })).node('topic:orders')).toMatchObject({
      kind: 'topic',
      title: 'orders',
      subtitle,
    });
  });

  it.each([
    [{ members: [[], [], []] }, '3 members · Stable'],
    [{ members: [[]] }, '1 member · Stable'],
    [{ members: [], state: 'Empty' }, '0 members · Empty'],
    [{ members: [[]], type: 'share' as const }, 'share group · 1 member · Stable'],
    [{ members: undefined }, 'Stable'],
  ])('say what a group is: %j', async (group, subtitle) => {
    const { node } = await flow({ topics: [], groups: [{ id: 'billing', ...group }] });
    expect(node('group:billing')?.subtitle).toBe(subtitle);
  });

  it('judge nothing that was not derived', async () => {
    const { graph } = await flow({ topics: [{ name: 'a', rate: 1 }], groups: [{ id: 'g', reads: [{ topic: 'a' }] }] });
    for (const thing of [...graph.nodes, ...graph.edges]) {
      const status = 'kind' in thing && thing.kind === 'topic' ? 'ok' : 'unknown';
      expect(thing).toMatchObject({ status, lagSeconds: null, lost: null });
    }
  });

  it('sum rates and lags of a group over its topics, as far as they are known', async () => {
    const { node } = await flow({
      topics: [{ name: 'a' }, { name: 'b' }, { name: 'c' }],
      groups: [
        { id: 'some', reads: [{ topic: 'a', lag: 5, rate: 2 }, { topic: 'b', lag: 7 }, { topic: 'c' }] },
        { id: 'none', reads: [{ topic: 'c' }] },
      ],
    });
    expect(node('group:some')).toMatchObject({ lag: 12, recordsPerSecond: 2 });
    expect(node('group:none')).toMatchObject({ lag: null, recordsPerSecond: null });
  });

  it('tell when the data were read, and how old they are', async () => {
    expect((await flow({ topics: [] })).graph).toMatchObject({ time: '2026-01-01T00:00:00.000Z', ageSeconds: 3.1 });
  });
});

describe('what a group reads', () => {
  it.each([
    [{ committed: 4, assigned: 0 }, ['commits']],
    [{ committed: 4, assigned: 2 }, ['commits', 'assignment']],
    [{ committed: NaN, assigned: 2 }, ['assignment']],
    [{ committed: NaN, assigned: 0 }, ['commits']],
  ])('is known from %j', async (read, evidence) => {
    const { edge } = await flow({
      topics: [{ name: 'a' }],
      groups: [{ id: 'g', reads: [{ topic: 'a', lag: 3, rate: 8, ...read }] }],
    });
    expect(edge('topic:a', 'group:g')).toMatchObject({ kind: 'consumes', evidence, lag: 3, recordsPerSecond: 8 });
  });
});

describe('unknown producers', () => {
  it('write every topic that has received records from nobody known', async () => {
    const { edges, node, edge } = await flow({
      topics: [
        { name: 'busy', rate: 12, produced: 100 },
        { name: 'idle-now', rate: 0, produced: 100 },
        { name: 'never-written', rate: 0, produced: 0 },
        { name: 'not-known-yet' },
      ],
    });
    expect(edges).toEqual(['producer:? -> topic:busy', 'producer:? -> topic:idle-now']);
    expect(node('producer:?')).toMatchObject({ title: 'unknown producers', recordsPerSecond: 12 });
    expect(edge('producer:?', 'topic:busy')).toMatchObject({ kind: 'produces', evidence: [], recordsPerSecond: 12 });
  });

  it('are no node when there is nothing for them to write', async () => {
    const { node } = await flow({ topics: [{ name: 'a', rate: 0, produced: 0 }] });
    expect(node('producer:?')).toBeUndefined();
  });
});

describe('declared producers', () => {
  const topics = [
    { name: 'a', rate: 5, produced: 50 },
    { name: 'b', rate: 7, produced: 70 },
    { name: 'c', rate: 9, produced: 90 },
  ];

  it('have the rate of a topic that they alone write, and unknown rates where they share it', async () => {
    const { edge, edges, node } = await flow({ topics }, testTopology({ producers: { one: ['a', 'b'], two: ['b'] } }));
    expect(edge('producer:one', 'topic:a')).toMatchObject({ recordsPerSecond: 5, evidence: ['declared'] });
    expect(edge('producer:one', 'topic:b')?.recordsPerSecond).toBeNull();
    expect(edge('producer:two', 'topic:b')?.recordsPerSecond).toBeNull();
    expect(node('producer:one')).toMatchObject({ recordsPerSecond: 5, subtitle: 'declared · 2 topics' });
    expect(node('producer:two')?.recordsPerSecond).toBeNull();
    expect(edges).toContain('producer:? -> topic:c');
    expect(edges).not.toContain('producer:? -> topic:a');
  });

  it('are shown before their topics exist, without an edge that leads nowhere', async () => {
    const { node, edges } = await flow({ topics: [] }, testTopology({ producers: { early: ['later'] } }));
    expect(node('producer:early')?.subtitle).toBe('declared · no topic yet');
    expect(edges).toEqual([]);
  });

  it('of another cluster are not shown', async () => {
    const writes = { matches: () => true };
    const topology = { producers: [{ name: 'there', cluster: 'elsewhere', writes }], applications: [], names: [] };
    expect((await flow({ topics }, topology)).node('producer:there')).toBeUndefined();
  });
});

describe('seen producers', () => {
  const topics = [
    { name: 'a', rate: 10, produced: 50 },
    { name: 'b', rate: 20, produced: 70 },
  ];

  it('are named with what is known of them, and nobody unknown is where they account for all', async () => {
    const { node, edge, edges } = await flow({
      topics,
      producers: [
        { name: 'shop', writes: { a: 9.5 }, evidence: ['transaction', 'producer-id'] },
        { name: '#4711', isNamed: false, writes: { b: 12 } },
        { name: 'till', writes: { b: 8 } },
      ],
    });
    expect(node('producer:shop')).toMatchObject({ subtitle: 'transactional · 1 topic', recordsPerSecond: 9.5 });
    expect(node('producer:#4711')).toMatchObject({ title: 'producer id 4711', subtitle: 'idempotent · 1 topic' });
    expect(edge('producer:shop', 'topic:a')).toMatchObject({
      evidence: ['transaction', 'producer-id'],
      recordsPerSecond: 9.5,
    });
    expect(edges).toEqual(['producer:#4711 -> topic:b', 'producer:shop -> topic:a', 'producer:till -> topic:b']);
  });

  it('leave the rest to unknown producers, and to the one of them whose part is not known', async () => {
    const { edge } = await flow({
      topics,
      producers: [
        { name: 'one', writes: { a: 6, b: 6 } },
        { name: 'other', writes: { b: NaN } },
      ],
    });
    expect(edge('producer:?', 'topic:a')).toMatchObject({ recordsPerSecond: 4, evidence: [] });
    expect(edge('producer:other', 'topic:b')?.recordsPerSecond).toBe(14);
    expect(edge('producer:?', 'topic:b')).toBeUndefined();
  });

  it('leave nothing in a topic whose markers are counted with its records', async () => {
    const { edges } = await flow({ topics, producers: [{ name: 'tx', writes: { a: 5 }, evidence: ['transaction'] }] });
    expect(edges).not.toContain('producer:? -> topic:a');
  });

  it('are one application with the groups that they read with', async () => {
    const { edges, node } = await flow({
      topics,
      groups: [{ id: 'etl', members: [[]], reads: [{ topic: 'a', rate: 10 }] }],
      producers: [
        { name: 'etl', groups: ['etl'], writes: { b: 20 } },
        { name: 'shop', writes: { a: 10 } },
      ],
    });
    expect(edges).toEqual(['application:etl -> topic:b', 'producer:shop -> topic:a', 'topic:a -> application:etl']);
    expect(node('application:etl')).toMatchObject({ groups: ['etl'], subtitle: '1 member · Stable' });
  });

  it('are one with what is declared of them', async () => {
    const { edges, edge } = await flow(
      {
        topics,
        groups: [{ id: 'etl-v2', reads: [{ topic: 'a' }] }],
        producers: [
          { name: 'etl-v2', groups: ['etl-v2'], writes: { b: 20 } },
          { name: 'shop', writes: { a: 10, b: 0 } },
        ],
      },
      testTopology({ producers: { shop: ['a'] }, applications: { etl: { groups: ['etl-v2'], writes: [] } } }),
    );
    expect(edges).toEqual([
      'application:etl -> topic:b',
      'producer:shop -> topic:a',
      'producer:shop -> topic:b',
      'topic:a -> application:etl',
    ]);
    expect(edge('producer:shop', 'topic:a')?.evidence).toEqual(['declared', 'producer-id']);
  });
});

describe('declared applications', () => {
  const cluster: TestCluster = {
    topics: [
      { name: 'logs.access', rate: 80, produced: 1 },
      { name: 'logs.errors', rate: 8, produced: 1 },
    ],
    groups: [
      { id: 'log-indexer', members: [[]], reads: [{ topic: 'logs.access', rate: 80, lag: 3 }] },
      { id: 'log-alerts', members: [[]], reads: [{ topic: 'logs.errors', rate: 8, lag: 0 }] },
    ],
  };
  const topology = testTopology({
    producers: { web: ['logs.access'] },
    applications: { indexer: { groups: ['log-indexer'], writes: ['logs.errors'] } },
  });

  it('take the place of their groups, so that a pipeline reads from end to end', async () => {
    const { edges, edge, node, graph } = await flow(cluster, topology);
    expect(edges).toEqual([
      'application:indexer -> topic:logs.errors',
      'producer:web -> topic:logs.access',
      'topic:logs.access -> application:indexer',
      'topic:logs.errors -> group:log-alerts',
    ]);
    expect(node('group:log-indexer')).toBeUndefined();
    expect(node('application:indexer')).toMatchObject({
      groups: ['log-indexer'],
      lag: 3,
      subtitle: '1 member · Stable',
    });
    expect(edge('topic:logs.access', 'application:indexer')).toMatchObject({
      evidence: ['commits', 'declared'],
      lag: 3,
    });
    expect(edge('application:indexer', 'topic:logs.errors')).toMatchObject({
      evidence: ['declared'],
      recordsPerSecond: 8,
    });
    expect(graph.nodes.map(({ id, lane }) => [id, lane])).toEqual([
      ['producer:web', 0],
      ['topic:logs.access', 1],
      ['application:indexer', 2],
      ['topic:logs.errors', 3],
      ['group:log-alerts', 4],
    ]);
  });

  it('sum what several of their groups read from one topic', async () => {
    const both = testTopology({ applications: { all: { groups: ['log-indexer', 'log-alerts'], writes: [] } } });
    const groups = ['log-indexer', 'log-alerts'].map((id) => ({
      id,
      members: [[]],
      reads: [{ topic: 'logs.access', lag: 4, rate: 10 }],
    }));
    const { edge, node } = await flow({ ...cluster, groups }, both);
    expect(edge('topic:logs.access', 'application:all')).toMatchObject({ lag: 8, recordsPerSecond: 20 });
    expect(node('application:all')?.subtitle).toBe('2 groups · 2 members');
  });

  it('are shown while their groups are not there', async () => {
    const { node } = await flow({ ...cluster, groups: [] }, topology);
    expect(node('application:indexer')).toMatchObject({ subtitle: 'declared · not reading', lag: null, lane: 0 });
  });
});

it('what probes tell of a reader is on its edge', async () => {
  const state = testState({
    topics: [{ name: 'a' }, { name: 'b' }],
    groups: [{ id: 'g', reads: [{ topic: 'a' }, { topic: 'b' }] }],
  });
  const { current } = state;
  if (current === undefined) throw new Error('there is no state');
  const group = { received: 99, missing: 1, duplicated: 0, redelivered: 0, late: 0, completeness: 0.99 };
  const audited = { group: 'g', ...group, latency: [60, 39], latencySumMs: 9_900 };
  const topic = { topic: 'a', acknowledged: 100, rejected: 0, buckets: [], groups: [audited] };
  const derived = { ...current.derived, audit: { topics: [topic] } };
  const { edges } = await buildGraph({ ...state, current: { ...current, derived } }, undefined, testQuery(), readAtMs);
  expect(edges.map(({ source, audit, evidence }) => [source, audit, evidence.includes('probe')])).toEqual([
    ['topic:a', { completeness: 0.99, latencySeconds: 0.1 }, true],
    ['topic:b', undefined, false],
  ]);
});

describe('internal topics', () => {
  const cluster: TestCluster = {
    topics: [{ name: '__consumer_offsets', internal: true, rate: 3, produced: 9 }, { name: 'a' }],
    groups: [{ id: 'g', reads: [{ topic: '__consumer_offsets' }, { topic: 'a' }] }],
  };
  it.each([
    [undefined, false],
    ['.*', false],
    ['offsets', true],
  ])('are hidden unless a pattern names them: %s', async (topic, shown) => {
    const { node } = await flow(cluster, undefined, testQuery(topic === undefined ? {} : { topic }));
    expect(node('topic:__consumer_offsets') !== undefined).toBe(shown);
  });
});

it('refuses a cluster that was not read yet', async () => {
  const state = { ...testState({ topics: [] }, 'east'), current: undefined };
  await expect(buildGraph(state, undefined, testQuery(), readAtMs)).rejects.toThrow("cluster 'east' was not read yet");
});
