import { createHash } from 'node:crypto';
import type { Graph } from '../api.ts';
import type { ClusterState } from '../derived/state.ts';
import type { Topology } from '../topology/topology.ts';
import { ageSeconds, buildGraph, type UnplacedGraph } from './build-graph.ts';
import type { Current } from './current.ts';
import { createLayout } from './layout.ts';
import type { Place, Shape } from './place.ts';
import { queryKey, type GraphQuery } from './query.ts';

export interface Graphs {
  /**
   * The graph of a cluster's newest snapshot, with positions.
   * @throws When the cluster was not read yet.
   */
  graph(state: ClusterState, query: GraphQuery): Promise<Graph>;
  /** Ends the layout thread. */
  close(): Promise<void>;
}

export interface GraphsOptions {
  readonly topology: Topology | undefined;
  readonly now: () => number;
}

/** Pictures remembered of each sort; a dashboard asks for a handful. */
const capacity = 64;

/**
 * Answers graph queries. Every answer has the newest numbers; positions are computed once per shape, so a picture
 * that did not change its nodes and edges is not laid out again, whoever asks and with whatever query.
 */
export function createGraphs({ topology, now }: GraphsOptions): Graphs {
  const layout = createLayout();
  const built = new Map<string, { readonly current: Current | undefined; readonly unplaced: Promise<UnplacedGraph> }>();
  const places = new Map<string, Promise<readonly Place[]>>();

  /** Once for all who ask the same of the same data, also while it is under way. */
  function build(state: ClusterState, query: GraphQuery): Promise<UnplacedGraph> {
    const key = JSON.stringify([state.name, queryKey(query)]);
    const before = built.get(key);
    if (before !== undefined && before.current === state.current) return before.unplaced;
    const unplaced = buildAfter(before?.unplaced, state, query);
    const entry = { current: state.current, unplaced };
    remember(built, key, entry);
    unplaced.catch(() => {
      // A failure is told to whoever waits for it, and tried again by the next.
      if (built.get(key) === entry) built.delete(key);
    });
    return unplaced;
  }

  async function buildAfter(
    before: Promise<UnplacedGraph> | undefined,
    state: ClusterState,
    query: GraphQuery,
  ): Promise<UnplacedGraph> {
    const shown = await before?.catch(() => undefined);
    return buildGraph(state, topology, query, now(), new Set(shown?.nodes.map(({ id }) => id)));
  }

  function placesOf(shape: Shape): Promise<readonly Place[]> {
    const key = createHash('sha256').update(JSON.stringify(shape)).digest('base64');
    const present = places.get(key) ?? layout.place(shape);
    remember(places, key, present);
    present.catch(() => {
      // A failure is told to whoever waits for it, and tried again by the next.
      if (places.get(key) === present) places.delete(key);
    });
    return present;
  }

  return {
    async graph(state, query) {
      const unplaced = await build(state, query);
      const found = await placesOf(shapeOf(unplaced));
      const nodes = unplaced.nodes.map((node, i) => {
        const place = found[i];
        if (place === undefined) throw new Error(`node ${node.id} was not placed`);
        return { ...node, ...place };
      });
      return { ...unplaced, ageSeconds: ageSeconds(Date.parse(unplaced.time), now()), nodes };
    },
    close: () => layout.close(),
  };
}

/** What of a graph decides its places. */
export function shapeOf({ nodes, edges }: UnplacedGraph): Shape {
  const index = new Map(nodes.map(({ id }, i) => [id, i]));
  return {
    nodes: nodes.map(({ id, lane }) => ({ id, lane })),
    edges: edges.map(({ source, target }) => [index.get(source) ?? -1, index.get(target) ?? -1] as const),
  };
}

/** Sets, as the newest entry, and forgets the entry that was not asked for the longest. */
function remember<Value>(map: Map<string, Value>, key: string, value: Value): void {
  map.delete(key);
  map.set(key, value);
  const oldest = map.keys().next();
  if (map.size > capacity && oldest.done !== true) map.delete(oldest.value);
}
