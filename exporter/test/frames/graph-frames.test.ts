import { expect, it, jest } from '@jest/globals';
import fc from 'fast-check';
import type { Frame, Graph, GraphNode, Health } from '../../src/api.ts';
import { graphFrames } from '../../src/frames/graph.ts';
import { placedGraphOf, randomCluster } from '../graph/random-cluster.ts';

// Hundreds of clusters, on machines that may have other things to do.
jest.setTimeout(60_000);

const healths: readonly Health[] = ['ok', 'warning', 'critical', 'unknown'];

function column({ schema, data }: Frame, name: string): readonly unknown[] {
  const at = schema.fields.findIndex((field) => field.name === name);
  const values = data.values[at];
  if (values === undefined) throw new Error(`the frame has no field ${name}`);
  return values;
}

const numbers = (frame: Frame, name: string): readonly number[] => column(frame, name) as readonly number[];

it('of a graph have what the Node graph panel breaks without', async () => {
  await fc.assert(
    fc.asyncProperty(randomCluster, async (made) => {
      const graph = await placedGraphOf(made);
      const [nodes, edges] = graphFrames(graph);
      const ids = column(nodes, 'id');
      expect(ids).toEqual(graph.nodes.map(({ id }) => id));
      expect(new Set(ids).size).toBe(ids.length);
      expect(ids).not.toContain('');
      expect(ids.length).toBeLessThanOrEqual(Math.max(made.limit, new Set(graph.nodes.map(({ lane }) => lane)).size));

      expect(new Set(column(edges, 'id')).size).toBe(graph.edges.length);
      const ends = [...column(edges, 'source'), ...column(edges, 'target')];
      expect(ends.filter((end) => !ids.includes(end))).toEqual([]);

      for (const name of ['fixedx', 'fixedy']) {
        const places = numbers(nodes, name);
        expect(places.filter((place) => !Number.isFinite(place))).toEqual([]);
        if (places.length > 0) expect(Math.min(...places) + Math.max(...places)).toBe(0);
      }
      const arcs = healths.map((health) => numbers(nodes, `arc__${health}`));
      for (const row of graph.nodes.keys()) {
        const shares = arcs.map((arc) => arc[row] ?? NaN);
        expect(shares.filter((share) => !(share >= 0 && share <= 1))).toEqual([]);
        expect(shares.reduce((sum, share) => sum + share)).toBeCloseTo(1, 12);
      }
      const widths = numbers(edges, 'thickness');
      expect(widths.filter((width) => !(width >= 1 && width <= 6))).toEqual([]);
    }),
  );
});

const node: GraphNode = {
  ...{ id: 'group:g', kind: 'group', title: 'g', subtitle: '', status: 'warning', reason: '' },
  ...{ recordsPerSecond: 0, lag: 0, lagSeconds: 0, lost: 0, lane: 0, order: 0, x: 0, y: 0 },
};
const withNode = (part: Partial<GraphNode>): Graph => ({
  ...{ cluster: '', time: '', ageSeconds: 0, edges: [], omitted: { nodes: 0, edges: 0 } },
  nodes: [{ ...node, ...part }],
});
const ring = (part: Partial<GraphNode>): unknown[] => {
  const [nodes] = graphFrames(withNode(part));
  return healths.map((health) => column(nodes, `arc__${health}`)[0]);
};

it.each<[string, Partial<GraphNode>, number[]]>([
  [
    'shows how many partitions fare how',
    { parts: { ok: 5, warning: 2, critical: 0, unknown: 1 } },
    [5 / 8, 2 / 8, 0, 1 / 8],
  ],
  ['is whole where nothing else is known', {}, [0, 1, 0, 0]],
  ['is whole where there are no partitions', { parts: { ok: 0, warning: 0, critical: 0, unknown: 0 } }, [0, 1, 0, 0]],
  [
    'shows a loss that no partition tells of',
    { status: 'critical', parts: { ok: 4, warning: 1, critical: 0, unknown: 0 } },
    [0, 0, 1, 0],
  ],
])('the ring around a node %s', (_, part, shares) => {
  expect(ring(part)).toEqual(shares);
});

it('name the groups of an application, for links', () => {
  const groups = ['billing', 'a, "b"'];
  const [nodes] = graphFrames(withNode({ kind: 'application', groups }));
  expect(column(nodes, 'groups')).toEqual([JSON.stringify(groups)]);
});

it('say zero in words, as the menu of a node leaves a number that is zero out', () => {
  const [nodes] = graphFrames(withNode({}));
  const shown = nodes.schema.fields.filter(({ name }) => name.startsWith('detail__') || name.endsWith('stat'));
  expect(shown.map(({ type }) => type)).toEqual(shown.map(() => 'string'));
  expect(column(nodes, 'detail__lag')).toEqual(['0']);
});
