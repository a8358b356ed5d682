import { expect, it } from '@jest/globals';
import { buildGraph } from '../../src/graph/build-graph.ts';
import { readAtMs, testQuery, testState, testTopology } from './test-cluster.ts';

const state = testState({
  topics: ['alone', 'errors', 'logs', 'orders'].map((name) => ({ name, rate: name === 'alone' ? 0 : 1, produced: 0 })),
  groups: [
    { id: 'alerts', reads: [{ topic: 'errors' }] },
    { id: 'billing', reads: [{ topic: 'orders' }] },
    { id: 'idle-group' },
    { id: 'indexer-v1', reads: [{ topic: 'logs' }] },
  ],
});
const topology = testTopology({
  producers: { shop: ['orders'], web: ['logs'] },
  applications: { indexer: { groups: ['indexer-v1'], writes: ['errors'] } },
});
const all = [
  'application:indexer',
  'group:alerts',
  'group:billing',
  'group:idle-group',
  'producer:shop',
  'producer:web',
  'topic:alone',
  'topic:errors',
  'topic:logs',
  'topic:orders',
];

it.each([
  ['nothing', {}, all],
  ["Grafana's All", { topic: '.*', group: '.*', producer: '' }, all],
  ['a topic and what touches it', { topic: '^orders$' }, ['group:billing', 'producer:shop', 'topic:orders']],
  ['a group and what it reads', { group: 'billing' }, ['group:billing', 'topic:orders']],
  ['a producer and what it writes', { producer: 'web' }, ['producer:web', 'topic:logs']],
  ['an application by its name', { producer: 'indexer' }, ['application:indexer', 'topic:errors', 'topic:logs']],
  ['an application by its group', { group: 'indexer-v1' }, ['application:indexer', 'topic:errors', 'topic:logs']],
  [
    'a topic, but only one group',
    { topic: 'orders|errors', group: 'alerts' },
    ['group:alerts', 'producer:shop', 'topic:errors', 'topic:orders'],
  ],
  ['one topic and all groups', { topic: 'orders', group: '.*' }, ['group:billing', 'producer:shop', 'topic:orders']],
  ['what is unconnected', { topic: 'alone' }, ['topic:alone']],
  ['what is not there', { topic: 'nowhere' }, []],
])('keeps %s', async (_, patterns, kept) => {
  const graph = await buildGraph(state, topology, testQuery(patterns), readAtMs);
  expect(graph.nodes.map(({ id }) => id).sort()).toEqual(kept);
});

it('does not speak of kinds that a view has not', async () => {
  const graph = await buildGraph(state, topology, testQuery({ view: 'brokers', group: 'billing' }), readAtMs);
  expect(graph.nodes).toHaveLength(3 + 4);
});
