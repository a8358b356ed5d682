import { beforeAll, describe, expect, it } from '@jest/globals';
import { buildGraph, type UnplacedGraph } from '../../src/graph/build-graph.ts';
import { readAtMs, testQuery, testState } from './test-cluster.ts';
import { unjudgedGroup } from '../unjudged.ts';

describe('the view of brokers', () => {
  const state = testState({
    brokers: 3,
    topics: [
      { name: 'orders', partitions: 2, replicas: 2, rate: 10 },
      { name: '__consumer_offsets', internal: true },
    ],
  });
  let graph: UnplacedGraph;
  beforeAll(async () => {
    graph = await buildGraph(state, undefined, testQuery({ view: 'brokers' }), readAtMs);
  });

  it('leads from each broker to what it leads and what it copies', async () => {
    expect(
      graph.edges.map(({ kind, source, target, recordsPerSecond }) => [kind, source, target, recordsPerSecond]),
    ).toEqual(
      expect.arrayContaining([
        ['leads', 'broker:1', 'topic:orders', 5],
        ['leads', 'broker:2', 'topic:orders', 5],
        ['replicates', 'broker:2', 'topic:orders', 5],
        ['replicates', 'broker:3', 'topic:orders', 5],
      ]),
    );
    expect(graph.edges).toHaveLength(4);
  });

  it('shows every broker with what is written to it', async () => {
    expect(graph.nodes.map(({ id, lane, recordsPerSecond }) => [id, lane, recordsPerSecond])).toEqual([
      ['broker:1', 0, 5],
      ['broker:2', 0, 5],
      ['broker:3', 0, null],
      ['topic:orders', 1, 10],
    ]);
    expect(graph.nodes[0]).toMatchObject({ title: 'broker 1', subtitle: 'b1.example:9092' });
  });
});

describe('the view of members', () => {
  const state = testState({
    topics: [{ name: 'orders', partitions: 3 }, { name: 'payments' }, { name: 'unread' }],
    groups: [
      {
        id: 'billing/eu',
        reads: [{ topic: 'orders', lag: 9 }, { topic: 'payments' }],
        members: [['orders/0', 'orders/1'], ['orders/2', 'payments/0'], []],
      },
    ],
  });
  let graph: UnplacedGraph;
  beforeAll(async () => {
    graph = await buildGraph(state, undefined, testQuery({ view: 'members' }), readAtMs);
  });

  it('leads from topic to group to member', async () => {
    expect(graph.nodes.map(({ kind, title, subtitle, lane }) => [kind, title, subtitle, lane])).toEqual([
      ['topic', 'orders', '3 partitions · RF 1', 0],
      ['topic', 'payments', '1 partition · RF 1', 0],
      ['group', 'billing/eu', '3 members · Stable', 1],
      ['member', 'billing/eu-0', '2 partitions of orders', 2],
      ['member', 'billing/eu-1', '2 partitions of 2 topics', 2],
      ['member', 'billing/eu-2', 'no partitions · 10.0.0.1', 2],
    ]);
    expect(graph.edges.filter(({ kind }) => kind === 'member')).toHaveLength(3);
  });

  it('keeps the members of a group that is asked for', async () => {
    const query = testQuery({ view: 'members', topic: 'payments' });
    const { nodes } = await buildGraph(state, undefined, query, readAtMs);
    const kinds = nodes.map(({ kind }) => kind);
    expect(kinds).toEqual(['topic', 'group', 'member', 'member', 'member']);
  });

  it('sums what each member is behind, as far as it is known', async () => {
    const { snapshot, derived } = state.current ?? {};
    const [group] = snapshot?.groups ?? [];
    if (snapshot === undefined || derived === undefined || group === undefined) throw new Error('no group');
    const offsets = { partition: Int32Array.of(0, 1, 2, 3), committed: Float64Array.of(1, 1, 1, 1) };
    const behind = {
      ...state,
      current: {
        snapshot: { ...snapshot, groups: [{ ...group, offsets }] },
        derived: {
          ...derived,
          groups: [unjudgedGroup({ topics: derived.groups[0]?.topics ?? [], lag: Float64Array.of(5, NaN, 4, 3) })],
        },
      },
    };
    const { nodes, edges } = await buildGraph(behind, undefined, testQuery({ view: 'members' }), readAtMs);
    expect(nodes.filter(({ kind }) => kind === 'member').map(({ lag }) => lag)).toEqual([5, 7, null]);
    expect(edges.filter(({ kind }) => kind === 'member').map(({ lag }) => lag)).toEqual([5, 7, null]);
  });
});
