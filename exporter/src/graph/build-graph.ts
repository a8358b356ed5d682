import type { Graph, GraphNode } from '../api.ts';
import type { ClusterState } from '../derived/state.ts';
import { topologyOf, type Topology } from '../topology/topology.ts';
import { brokerView } from './broker-view.ts';
import type { Current } from './current.ts';
import { collapse } from './collapse.ts';
import { edgeId, type Draft } from './draft.ts';
import { filterDraft } from './filter.ts';
import { flowView } from './flow-view.ts';
import { fold } from './fold.ts';
import { assignLanes } from './lanes.ts';
import { memberView } from './member-view.ts';
import type { GraphQuery } from './query.ts';

/** A graph before layout: lanes are known, the places within them are not. */
export interface UnplacedGraph extends Omit<Graph, 'nodes'> {
  /** Sorted by lane, then id. */
  nodes: Omit<GraphNode, 'order' | 'x' | 'y'>[];
}

const nothing: ReadonlySet<string> = new Set();

/**
 * The graph that answers a query: every node of the view, filtered, put into lanes, and folded to the limit.
 * @param now Milliseconds since 1970, for the age of the data.
 * @param shownBefore Ids of the nodes that the previous answer to this query showed; see fold.ts.
 * Lets the event loop turn in between.
 * @throws When the cluster was not read yet: there is nothing to show, not even its absence.
 */
export async function buildGraph(
  state: ClusterState,
  topology: Topology | undefined,
  query: GraphQuery,
  now: number,
  shownBefore: ReadonlySet<string> = nothing,
): Promise<UnplacedGraph> {
  const { current } = state;
  if (current === undefined) throw new Error(`cluster '${state.name}' was not read yet`);
  const whole = await viewOf(current, topologyOf(topology, state.name), query);
  const draft = await filterDraft(whole, query);
  const drafted = { draft, lanes: await assignLanes(draft, query.view), omitted: { nodes: 0, edges: 0 } };
  const collapsed = query.apart === undefined ? drafted : await collapse(draft, drafted.lanes, query.apart);
  const { draft: folded, lanes, omitted } = await fold(collapsed.draft, collapsed.lanes, query.limit, shownBefore);
  const nodes = folded.nodes.map((node, i) => ({ ...node, lane: lanes[i] ?? 0 }));
  const edges = folded.edges.map(({ source, target, evidence, ...edge }) => {
    const ends = { source: folded.nodes[source]?.id ?? '', target: folded.nodes[target]?.id ?? '' };
    return { id: edgeId(edge.kind, ends.source, ends.target), ...ends, ...edge, evidence: [...evidence] };
  });
  const { finishedAtMs } = current.snapshot;
  return {
    cluster: state.name,
    time: new Date(finishedAtMs).toISOString(),
    ageSeconds: ageSeconds(finishedAtMs, now),
    nodes: nodes.sort((a, b) => a.lane - b.lane || compare(a.id, b.id)),
    edges: edges.sort((a, b) => compare(a.id, b.id)),
    omitted: {
      nodes: collapsed.omitted.nodes + omitted.nodes,
      edges: collapsed.omitted.edges + omitted.edges,
    },
  };
}

/** By code units: the same on every machine, whatever its locale. */
function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** To a tenth of a second, as the API shows it. */
export function ageSeconds(readAtMs: number, now: number): number {
  return Math.round((now - readAtMs) / 100) / 10;
}

function viewOf(current: Current, topology: Topology, query: GraphQuery): Promise<Draft> {
  switch (query.view) {
    case 'flow':
      return flowView(current, topology, query);
    case 'brokers':
      return brokerView(current, query);
    case 'members':
      return memberView(current, query);
  }
}
