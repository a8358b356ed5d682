import { expect, it, jest } from '@jest/globals';
import fc from 'fast-check';
import type { GraphNode } from '../../src/api.ts';
import { shapeOf } from '../../src/graph/graphs.ts';
import { place } from '../../src/graph/place.ts';
import { graphOf, randomCluster } from './random-cluster.ts';

// Hundreds of clusters, on machines that may have other things to do.
jest.setTimeout(60_000);

/** Known numbers summed; rates in hundredths, as what is added in another order differs in its last digits. */
function sums(all: readonly Pick<GraphNode, 'recordsPerSecond' | 'lag'>[]): { hundredths: number; lag: number } {
  const of = (number: (one: (typeof all)[number]) => number | null): number =>
    all.reduce((sum, one) => sum + (number(one) ?? 0), 0);
  return { hundredths: Math.round(100 * of(({ recordsPerSecond }) => recordsPerSecond)), lag: of(({ lag }) => lag) };
}

it('every edge ends at nodes of the same answer, and ids are unique', async () => {
  await fc.assert(
    fc.asyncProperty(randomCluster, async (made) => {
      const { nodes, edges } = await graphOf(made);
      const ids = new Set(nodes.map(({ id }) => id));
      expect(ids.size).toBe(nodes.length);
      expect(new Set(edges.map(({ id }) => id)).size).toBe(edges.length);
      for (const { source, target } of edges) expect([ids.has(source), ids.has(target)]).toEqual([true, true]);
    }),
  );
});

it('is the same for the same cluster', async () => {
  await fc.assert(
    fc.asyncProperty(randomCluster, async (made) => {
      const [one, other] = [await graphOf(made), await graphOf(made)];
      expect(other).toEqual(one);
      expect(place(shapeOf(other))).toEqual(place(shapeOf(one)));
    }),
    { numRuns: 30 },
  );
});

it('folding keeps to the limit, and keeps what it counts and sums', async () => {
  await fc.assert(
    fc.asyncProperty(randomCluster, async (made) => {
      const whole = await graphOf(made, 1000);
      const folded = await graphOf(made);
      const lanes = new Set(whole.nodes.map(({ lane }) => lane));
      expect(folded.nodes.length).toBeLessThanOrEqual(Math.max(made.limit, lanes.size));
      const standIns = folded.nodes.filter(({ kind }) => kind === 'more');
      expect(folded.nodes.length - standIns.length + folded.omitted.nodes).toBe(whole.nodes.length);
      for (const lane of lanes) {
        const [before, after] = [whole, folded].map(({ nodes }) => sums(nodes.filter((node) => node.lane === lane)));
        expect(after).toEqual(before);
      }
      expect(sums(folded.edges)).toEqual(sums(whole.edges));
    }),
  );
});

it('places are finite, apart, in their lanes, and centred on the origin', async () => {
  await fc.assert(
    fc.asyncProperty(randomCluster, async (made) => {
      const shape = shapeOf(await graphOf(made));
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
