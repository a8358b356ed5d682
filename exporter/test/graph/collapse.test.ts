import { describe, expect, it } from '@jest/globals';
import { buildGraph } from '../../src/graph/build-graph.ts';
import { readAtMs, testQuery, testState } from './test-cluster.ts';

const names = ['ocean.a', 'ocean.b', 'ocean.c', 'logs.web', 'orders', 'orders.', '.hidden'];
const state = testState({
  topics: names.map((name, i) => ({ name, rate: i + 1, produced: 1 })),
  groups: [
    { id: 'log-index', reads: [{ topic: 'ocean.a', lag: 1, rate: 1 }] },
    { id: 'log-alerts', reads: [{ topic: 'ocean.b', lag: 2, rate: 2 }] },
  ],
});
const graphOf = (apart: string[] | undefined, limit = 200) =>
  buildGraph(state, undefined, testQuery({ limit, apart: apart && new Set(apart) }), readAtMs);

describe('names that begin alike', () => {
  it('stay apart unless somebody asks', async () => {
    const { nodes } = await graphOf(undefined);
    expect(nodes.some(({ kind }) => kind === 'more')).toBe(false);
  });

  it('become one node with their sums, and so do their edges', async () => {
    const { nodes, edges, omitted } = await graphOf([]);
    const topics = nodes.filter(({ lane }) => lane === 1);
    expect(topics.map(({ id }) => id)).toEqual([
      'more:topic:1:ocean.',
      'topic:.hidden',
      'topic:logs.web',
      'topic:orders',
      'topic:orders.',
    ]);
    expect(topics[0]).toMatchObject({
      title: 'ocean.*',
      subtitle: '3 topics',
      folded: { topic: 3 },
      recordsPerSecond: 1 + 2 + 3,
      inside: [{ id: 'topic:ocean.c' }, { id: 'topic:ocean.b' }, { id: 'topic:ocean.a' }],
    });
    const read = edges.find(({ kind }) => kind === 'consumes');
    expect(read).toMatchObject({ source: 'more:topic:1:ocean.', target: 'more:group:2:log-', lag: 3 });
    expect(omitted.nodes).toBe(5);
  });

  it('are shown again one kind of name at a time', async () => {
    const { nodes } = await graphOf(['more:topic:1:ocean.']);
    expect(nodes.filter(({ kind }) => kind === 'more').map(({ id }) => id)).toEqual(['more:group:2:log-']);
  });

  it('count as many where the rest of a lane is folded, too', async () => {
    const { nodes } = await graphOf([], 3);
    expect(nodes.find(({ id }) => id === 'more:1')).toMatchObject({ title: '7 more topics', folded: { topic: 7 } });
  });
});
