import type { GraphEdge } from '@kafkascope/exporter/api';

export interface Reach {
  readonly nodes: ReadonlySet<string>;
  readonly edges: ReadonlySet<string>;
}

type Ends = Pick<GraphEdge, 'id' | 'source' | 'target'>;

/** All that flows into a node or an edge, from wherever it comes, and all that flows out of it, to wherever it goes. */
export function reachOf(id: string, edges: readonly Ends[]): Reach {
  const own = edges.find((edge) => edge.id === id);
  const nodes = new Set<string>();
  const passed = new Set(own === undefined ? [] : [id]);
  follow(own?.source ?? id, 'target', 'source');
  follow(own?.target ?? id, 'source', 'target');
  return { nodes, edges: passed };

  function follow(start: string, from: 'source' | 'target', to: 'source' | 'target'): void {
    const leading = Map.groupBy(edges, (edge) => edge[from]);
    const seen = new Set([start]);
    // Grows while it is walked.
    for (const node of seen) {
      nodes.add(node);
      for (const edge of leading.get(node) ?? []) {
        passed.add(edge.id);
        seen.add(edge[to]);
      }
    }
  }
}
