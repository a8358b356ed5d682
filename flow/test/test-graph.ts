import type { GraphEdge, GraphNode } from '@kafkascope/exporter/api';

export function testNode(node: Partial<GraphNode>): GraphNode {
  return {
    id: 'topic:a',
    kind: 'topic',
    title: 'a',
    subtitle: '',
    status: 'unknown',
    reason: '',
    recordsPerSecond: null,
    lag: null,
    lagSeconds: null,
    lost: null,
    lane: 0,
    order: 0,
    x: 0,
    y: 0,
    ...node,
  };
}

export function testEdge(source: string, target: string): GraphEdge {
  return {
    id: `${source}>${target}`,
    source,
    target,
    kind: 'produces',
    recordsPerSecond: null,
    lag: null,
    lagSeconds: null,
    lost: null,
    status: 'unknown',
    reason: '',
    evidence: [],
  };
}
