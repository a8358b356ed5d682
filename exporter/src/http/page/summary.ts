import { formatRate } from '@kafkascope/flow';
import type { ClusterSummary, Graph, GraphNode, NodeKind } from '../../api.ts';
import { element } from './element.ts';
import { counted } from './numbers.ts';
import { term } from './term.ts';

/**
 * '3 brokers · 6 topics · 4 groups · 120 records/s', in which the words say what they mean.
 * @param flow The whole flow of the cluster, unfiltered: Kafka's own topics are not part of it.
 */
export function summarize(cluster: ClusterSummary, flow: Graph): Node[] {
  const topics = sum(flow.nodes, (node) => standsFor(node, 'topic'));
  const rate = sum(flow.nodes, (node) => (standsFor(node, 'topic') > 0 ? (node.recordsPerSecond ?? 0) : 0));
  const known = flow.nodes.some((node) => standsFor(node, 'topic') > 0 && node.recordsPerSecond !== null);
  const parts = [
    cluster.brokers === null ? [] : explained(cluster.brokers, 'broker'),
    explained(topics, 'topic'),
    cluster.groups === null ? [] : explained(cluster.groups, 'group'),
    known ? [formatRate(rate).replace('/s', ' records/s')] : [],
  ].filter((part) => part.length > 0);
  const whole = element('p', {}, ...parts.flatMap((part, i) => (i === 0 ? part : [' · ', ...part])));
  whole.normalize();
  return [...whole.childNodes];
}

function explained(number: number, noun: string): (Node | string)[] {
  const text = counted(number, noun);
  const at = text.indexOf(' ') + 1;
  return [text.slice(0, at), term(text.slice(at))];
}

/** How many nodes of a kind a node is, or was folded from. */
function standsFor(node: GraphNode, kind: NodeKind): number {
  return node.kind === kind ? 1 : (node.folded?.[kind] ?? 0);
}

function sum(nodes: readonly GraphNode[], of: (node: GraphNode) => number): number {
  return nodes.reduce((total, node) => total + of(node), 0);
}
