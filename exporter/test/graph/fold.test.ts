import { expect, it } from '@jest/globals';
import { buildGraph } from '../../src/graph/build-graph.ts';
import { readAtMs, testQuery, testState } from './test-cluster.ts';

const state = testState({
  topics: Array.from({ length: 10 }, (_, i) => ({ name: `t${String(i)}`, rate: i, produced: 1 })),
  groups: [
    {
      id: 'g0',
      reads: [
        { topic: 't0', lag: 1, rate: 1 },
        { topic: 't1', lag: 2, rate: 2 },
        { topic: 't9', lag: 4, rate: 4 },
      ],
    },
    { id: 'g1', reads: [{ topic: 't9', lag: 0, rate: 9 }] },
  ],
});

it('leaves a graph within the limit as it is', async () => {
  const graph = await buildGraph(state, undefined, testQuery({ limit: 13 }), readAtMs);
  expect(graph.omitted).toEqual({ nodes: 0, edges: 0 });
  expect(graph.nodes.some(({ kind }) => kind === 'more')).toBe(false);
});

it('keeps the busiest and folds the rest into one node with sums', async () => {
  const graph = await buildGraph(state, undefined, testQuery({ limit: 6 }), readAtMs);
  expect(graph.nodes.map(({ id }) => id)).toEqual([
    'producer:?',
    'more:1',
    'topic:t8',
    'topic:t9',
    'group:g0',
    'group:g1',
  ]);
  expect(graph.nodes[1]).toMatchObject({
    kind: 'more',
    title: '8 more topics',
    folded: { topic: 8 },
    recordsPerSecond: 0 + 1 + 2 + 3 + 4 + 5 + 6 + 7,
    lane: 1,
  });
  expect(
    graph.edges.map(({ source, target, recordsPerSecond, lag }) => [source, target, recordsPerSecond, lag]),
  ).toEqual([
    ['more:1', 'group:g0', 3, 3],
    ['topic:t9', 'group:g0', 4, 4],
    ['topic:t9', 'group:g1', 9, 0],
    ['producer:?', 'more:1', 28, null],
    ['producer:?', 'topic:t8', 8, null],
    ['producer:?', 'topic:t9', 9, null],
  ]);
  expect(graph.omitted).toEqual({ nodes: 8, edges: 8 + 2 });
});

it('says that a lane is folded even when the limit leaves room for nothing else', async () => {
  const graph = await buildGraph(state, undefined, testQuery({ limit: 1 }), readAtMs);
  expect(graph.nodes.map(({ id, title }) => [id, title])).toEqual([
    ['producer:?', 'unknown producers'],
    ['more:1', '10 more topics'],
    ['more:2', '2 more groups'],
  ]);
});

it('lets what was shown give way only to what is twice as busy', async () => {
  const nearly = (rates: readonly number[]) =>
    testState({
      brokers: 1,
      topics: rates.map((rate, i) => ({ name: `t${String(i)}`, partitions: 1, rate })),
      groups: [],
    });
  const shown = async (rates: readonly number[], before: readonly string[]): Promise<string[]> => {
    const query = testQuery({ view: 'brokers', limit: 3 });
    const { nodes } = await buildGraph(nearly(rates), undefined, query, readAtMs, new Set(before));
    return nodes.filter(({ lane }) => lane === 1).map(({ id }) => id);
  };
  expect(await shown([10, 11, 9], [])).toEqual(['more:1', 'topic:t1']);
  expect(await shown([10, 9, 15], ['more:1', 'topic:t1'])).toEqual(['more:1', 'topic:t1']);
  expect(await shown([10, 9, 19], ['more:1', 'topic:t1'])).toEqual(['more:1', 'topic:t2']);
});

it('names what a node stands for, the most important first', async () => {
  const graph = await buildGraph(state, undefined, testQuery({ limit: 6 }), readAtMs);
  const inside = graph.nodes.find(({ kind }) => kind === 'more')?.inside ?? [];
  expect(inside.map(({ id }) => id)).toEqual([7, 6, 5, 4, 3, 2, 1, 0].map((i) => `topic:t${String(i)}`));
});
