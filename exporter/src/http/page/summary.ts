import { formatRate } from '@kafkascope/flow';
import type { ClusterSummary, Graph, GraphNode, NodeKind } from '../../api.ts';
import { counted } from './numbers.ts';

/**
 * '3 brokers · 6 topics · 4 groups · 120 records/s'.
 * @param flow The whole flow of the cluster, unfiltered: Kafka's own topics are not part of it.
 */
export function summarize(cluster: ClusterSummary, flow: Graph): string {
  const topics = sum(flow.nodes, (node) => standsFor(node, 'topic'));
  const rate = sum(flow.nodes, (node) => (standsFor(node, 'topic') > 0 ? (node.recordsPerSecond ?? 0) : 0));
  const known = flow.nodes.some((node) => standsFor(node, 'topic') > 0 && node.recordsPerSecond !== null);
  return [
    cluster.brokers === null ? '' : counted(cluster.brokers, 'broker'),
    counted(topics, 'topic'),
    cluster.groups === null ? '' : counted(cluster.groups, 'group'),
    known ? formatRate(rate).replace('/s', ' records/s') : '',
  ]
    .filter((part) => part !== '')
    .join(' · ');
}

/** How many nodes of a kind a node is, or was folded from. */
function standsFor(node: GraphNode, kind: NodeKind): number {
  return node.kind === kind ? 1 : (node.folded?.[kind] ?? 0);
}

function sum(nodes: readonly GraphNode[], of: (node: GraphNode) => number): number {
  return nodes.reduce((total, node) => total + of(node), 0);
}
