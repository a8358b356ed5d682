import type { GraphEdge } from '@kafkascope/exporter/api';

export interface Reach {
  readonly nodes: ReadonlySet<string>;
  readonly edges: ReadonlySet<string>;
}

/** All that flows into a node, from wherever it comes, and all that flows out of it, to wherever it goes. */
export function reachOf(id: string, edges: readonly GraphEdge[]): Reach {
  const nodes = new Set([id]);
  const passed = new Set<string>();
  follow(id, 'source', 'target');
  follow(id, 'target', 'source');
  return { nodes, edges: passed };

  function follow(start: string, from: 'source' | 'target', to: 'source' | 'target'): void {
    const seen = new Set([start]);
    // Grows while it is walked.
    for (const node of seen) {
      for (const edge of edges) {
        if (edge[from] !== node) continue;
        passed.add(edge.id);
        nodes.add(edge[to]);
        seen.add(edge[to]);
      }
    }
  }
}
