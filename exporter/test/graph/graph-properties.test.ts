import { expect, it, jest } from '@jest/globals';
import fc from 'fast-check';
import { buildGraph, type UnplacedGraph } from '../../src/graph/build-graph.ts';
import { place } from '../../src/graph/place.ts';
import { shapeOf } from '../../src/graph/graphs.ts';
import { readAtMs, testQuery, testState, testTopology, type TestCluster } from './test-cluster.ts';

// Hundreds of clusters, on machines that may have other things to do.
jest.setTimeout(60_000);

const rate = fc.option(fc.integer({ min: 0, max: 10_000 }), { nil: undefined });
const names = fc.uniqueArray(fc.constantFrom(...Array.from('abcdefghijkl')), { maxLength: 10 });
/** Names that try to look like other ids. */
const groupName = fc.oneof(
  fc.constantFrom('g', 'h', 'topic:a', 'g>topic:a', 'g%3Etopic:a', '?', ' ', '__proto__'),
  fc.string(),
);

const world = names.chain((topics) => {
  const some = fc.subarray(topics);
  const group = fc.record({
    id: groupName,
    reads: some.chain((read) =>
      fc.tuple(...read.map((topic) => fc.record({ topic: fc.constant(topic), lag: rate, rate, assigned: fc.nat(3) }))),
    ),
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

type World = typeof world extends fc.Arbitrary<infer Value> ? Value : never;

/** fast-check says undefined where our types say absent. */
const clusterOf = ({ topics, groups }: World): TestCluster =>
  JSON.parse(JSON.stringify({ topics, groups })) as TestCluster;

function graphOf(made: World, limit: number): Promise<UnplacedGraph> {
  const { view, producers, applications } = made;
  const topology = testTopology({ producers, applications });
  return buildGraph(testState(clusterOf(made)), topology, testQuery({ view, limit }), readAtMs);
}

it('every edge ends at nodes of the same answer, and ids are unique', async () => {
  await fc.assert(
    fc.asyncProperty(world, async (made) => {
      const { nodes, edges } = await graphOf(made, made.limit);
      const ids = new Set(nodes.map(({ id }) => id));
      expect(ids.size).toBe(nodes.length);
      expect(new Set(edges.map(({ id }) => id)).size).toBe(edges.length);
      for (const { source, target } of edges) expect([ids.has(source), ids.has(target)]).toEqual([true, true]);
    }),
  );
});

it('is the same for the same cluster', async () => {
  await fc.assert(
    fc.asyncProperty(world, async (made) => {
      const [one, other] = [await graphOf(made, made.limit), await graphOf(made, made.limit)];
      expect(other).toEqual(one);
      expect(place(shapeOf(other))).toEqual(place(shapeOf(one)));
    }),
    { numRuns: 30 },
  );
});

it('folding keeps to the limit, and keeps what it counts and sums', async () => {
  await fc.assert(
    fc.asyncProperty(world, async (made) => {
      const whole = await graphOf(made, 1000);
      const folded = await graphOf(made, made.limit);
      const lanes = new Set(whole.nodes.map(({ lane }) => lane));
      expect(folded.nodes.length).toBeLessThanOrEqual(Math.max(made.limit, lanes.size));
      const standIns = folded.nodes.filter(({ kind }) => kind === 'more');
      expect(folded.nodes.length - standIns.length + folded.omitted.nodes).toBe(whole.nodes.length);
      for (const lane of lanes) {
        const sums = [whole, folded].map(({ nodes }) =>
          nodes.reduce(
            (sum, node) => (node.lane === lane ? sum + (node.recordsPerSecond ?? 0) + (node.lag ?? 0) : sum),
            0,
          ),
        );
        expect(sums[1]).toBeCloseTo(sums[0] ?? NaN);
      }
      const lag = [whole, folded].map(({ edges }) => edges.reduce((sum, edge) => sum + (edge.lag ?? 0), 0));
      expect(lag[1]).toBe(lag[0]);
    }),
  );
});

it('places are finite, apart, in their lanes, and centred on the origin', async () => {
  await fc.assert(
    fc.asyncProperty(world, async (made) => {
      const shape = shapeOf(await graphOf(made, made.limit));
      const places = place(shape);
      expect(places).toHaveLength(shape.nodes.length);
      if (places.length === 0) return;
      const xs = places.map(({ x }) => x);
      const ys = places.map(({ y }) => y);
      expect([...xs, ...ys].every(Number.isFinite)).toBe(true);
      expect(Math.min(...xs) + Math.max(...xs)).toBe(0);
      expect(Math.min(...ys) + Math.max(...ys)).toBe(0);
      const lanes = Map.groupBy(places.keys(), (i) => shape.nodes[i]?.lane ?? -1);
      for (const [lane, members] of lanes) {
        const column = members.map((i) => places[i]).sort((a, b) => (a?.order ?? 0) - (b?.order ?? 0));
        expect(column.map((each) => each?.order)).toEqual(column.map((_, order) => order));
        column.slice(1).forEach((each, i) => {
          expect((each?.y ?? 0) - (column[i]?.y ?? 0)).toBeGreaterThanOrEqual(90);
        });
        const [first] = lanes;
        expect(column[0]?.x).toBe((places[first?.[1][0] ?? -1]?.x ?? NaN) + (lane - (first?.[0] ?? NaN)) * 300);
      }
    }),
    { numRuns: 60 },
  );
});
