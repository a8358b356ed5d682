import fc from 'fast-check';
import type { Graph } from '../../src/api.ts';
import { statuses } from '../../src/derived/status.ts';
import { buildGraph, type UnplacedGraph } from '../../src/graph/build-graph.ts';
import { shapeOf } from '../../src/graph/graphs.ts';
import { place } from '../../src/graph/place.ts';
import { readAtMs, testQuery, testState, testTopology, type TestCluster } from './test-cluster.ts';

const rate = fc.option(fc.integer({ min: 0, max: 10_000 }), { nil: undefined });
const names = fc.uniqueArray(fc.constantFrom(...Array.from('abcdefghijkl')), { maxLength: 10 });
/** Names that try to look like other ids. */
const groupName = fc.oneof(
  fc.constantFrom('g', 'h', 'topic:a', 'g>topic:a', 'g%3Etopic:a', '?', ' ', '__proto__'),
  fc.string(),
);

/** A cluster with what people declared about it, and how its graph is asked for. */
export const randomCluster = names.chain((topics) => {
  const some = fc.subarray(topics);
  const group = fc.record({
    id: groupName,
    reads: some.chain((read) =>
      fc.tuple(...read.map((topic) => fc.record({ topic: fc.constant(topic), lag: rate, rate, assigned: fc.nat(3) }))),
    ),
    status: fc.option(fc.constantFrom(...statuses), { nil: undefined }),
    partitions: fc.array(fc.constantFrom(...statuses, 'unknown' as const), { maxLength: 7 }),
    members: fc.option(fc.array(fc.constant([]), { maxLength: 3 }), { nil: undefined }),
  });
  return fc.record({
    topics: fc.tuple(
      ...topics.map((name) => fc.record({ name: fc.constant(name), rate, partitions: fc.nat(4), replicas: fc.nat(3) })),
    ),
    groups: fc.uniqueArray(group, { selector: ({ id }) => id, maxLength: 6 }),
    producers: fc.dictionary(groupName, some, { maxKeys: 3 }),
    applications: fc.dictionary(
      groupName,
      fc.record({ groups: fc.array(groupName, { minLength: 1, maxLength: 2 }), writes: some }),
      { maxKeys: 4 },
    ),
    view: fc.constantFrom('flow' as const, 'brokers' as const, 'members' as const),
    limit: fc.integer({ min: 1, max: 30 }),
  });
});

export type RandomCluster = typeof randomCluster extends fc.Arbitrary<infer Value> ? Value : never;

/** fast-check says undefined where our types say absent. */
const clusterOf = ({ topics, groups }: RandomCluster): TestCluster =>
  JSON.parse(JSON.stringify({ topics, groups })) as TestCluster;

export function graphOf(made: RandomCluster, limit = made.limit): Promise<UnplacedGraph> {
  const { view, producers, applications } = made;
  const topology = testTopology({ producers, applications });
  return buildGraph(testState(clusterOf(made)), topology, testQuery({ view, limit }), readAtMs);
}

/** As /api/graph answers, laid out in this thread. */
export async function placedGraphOf(made: RandomCluster): Promise<Graph> {
  const unplaced = await graphOf(made);
  const places = place(shapeOf(unplaced));
  const nodes = unplaced.nodes.map((node, i) => ({ ...node, ...(places[i] ?? { order: NaN, x: NaN, y: NaN }) }));
  return { ...unplaced, nodes };
}
