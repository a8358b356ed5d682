import { afterEach, beforeEach, expect, it, jest } from '@jest/globals';
import { createGraphs, type Graphs } from '../../src/graph/graphs.ts';
import { readAtMs, testQuery, testState } from './test-cluster.ts';

// A thread takes its time to start on a busy machine.
jest.setTimeout(30_000);

let graphs: Graphs;
let now: number;

beforeEach(() => {
  now = readAtMs + 1_000;
  graphs = createGraphs({ topology: undefined, now: () => now });
});
afterEach(() => graphs.close());

const cluster = (rate: number) =>
  testState({
    topics: [
      { name: 'a', rate, produced: 1 },
      { name: 'b', rate, produced: 1 },
    ],
    groups: [{ id: 'g', reads: [{ topic: 'a' }, { topic: 'b' }] }],
  });

it('places every node, centred on the origin, lanes 300 pixels apart', async () => {
  const { nodes } = await graphs.graph(cluster(1), testQuery());
  expect(nodes.map(({ id, lane, order, x, y }) => ({ id, lane, order, x, y }))).toEqual([
    { id: 'producer:?', lane: 0, order: 0, x: -300, y: 0 },
    { id: 'topic:a', lane: 1, order: 0, x: 0, y: -50 },
    { id: 'topic:b', lane: 1, order: 1, x: 0, y: 50 },
    { id: 'group:g', lane: 2, order: 0, x: 300, y: 0 },
  ]);
});

it('shows the newest numbers at the places that it knows', async () => {
  const before = await graphs.graph(cluster(1), testQuery());
  now += 10_000;
  const after = await graphs.graph(cluster(5), testQuery());
  expect(after.nodes.find(({ id }) => id === 'topic:a')?.recordsPerSecond).toBe(5);
  expect(after.ageSeconds).toBe(11);
  const places = (graph: typeof before) => graph.nodes.map(({ id, x, y }) => [id, x, y]);
  expect(places(after)).toEqual(places(before));
});

it('answers many at once, and an empty cluster', async () => {
  const state = cluster(1);
  const answers = await Promise.all(Array.from({ length: 20 }, () => graphs.graph(state, testQuery())));
  expect(new Set(answers.map((answer) => JSON.stringify(answer))).size).toBe(1);
  expect(await graphs.graph(testState({ topics: [] }), testQuery())).toMatchObject({ nodes: [], edges: [] });
});

it('starts again after it was closed', async () => {
  await graphs.graph(cluster(1), testQuery());
  await graphs.close();
  expect((await graphs.graph(testState({ topics: [{ name: 'new' }] }), testQuery())).nodes).toHaveLength(1);
});

it('refuses a cluster that was not read yet', async () => {
  await expect(graphs.graph({ ...cluster(1), current: undefined }, testQuery())).rejects.toThrow('not read yet');
});
