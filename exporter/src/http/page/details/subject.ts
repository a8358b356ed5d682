import { shownName } from '@kafkascope/flow/readable';
import type { Graph, GraphEdge, GraphNode } from '../../../api.ts';

/** What details are shown of: a node of the picture, one that it leaves out, or an edge between a topic and others. */
export interface Subject
  extends Pick<GraphNode, 'id' | 'title' | 'subtitle'>, Partial<Pick<GraphNode, 'status' | 'reason'>> {
  readonly kind: GraphNode['kind'] | 'reading' | 'writing';
  /** The consumer groups that it is about. */
  readonly groups?: readonly string[];
  /** The topic that it is about. */
  readonly topic?: string;
  /** The topics that it writes into, as far as the picture shows it. */
  readonly writes?: readonly string[];
  /** Of an edge. */
  readonly edge?: GraphEdge;
}

/** The node or edge with an id; the application that a group belongs to; else what the id itself says. */
export function subjectOf(id: string, graph: Graph): Subject | undefined {
  const node = graph.nodes.find((candidate) => candidate.id === id);
  if (node !== undefined) return nodeSubject(node, graph);
  const edge = graph.edges.find((candidate) => candidate.id === id);
  if (edge !== undefined) return edgeSubject(edge, graph);
  const [, kind, title = ''] = /^(topic|group):(.*)$/s.exec(id) ?? [];
  if (kind === 'topic') return { id, kind, title, subtitle: 'not drawn here', topic: title };
  if (kind !== 'group') return undefined;
  const application = graph.nodes.find(({ groups }) => groups?.includes(title));
  if (application !== undefined) return nodeSubject(application, graph);
  return { id, kind, title, subtitle: 'not drawn here', groups: [title] };
}

function nodeSubject(node: GraphNode, { nodes, edges }: Graph): Subject {
  const { id, kind, title, subtitle, status, reason, groups } = node;
  const subject = { id, kind, title, subtitle, status, reason };
  if (kind === 'topic') return { ...subject, topic: title };
  if (kind === 'group') return { ...subject, groups: [title] };
  if (kind !== 'producer' && kind !== 'application') return groups === undefined ? subject : { ...subject, groups };
  const written = new Set(edges.flatMap((edge) => (edge.kind === 'produces' && edge.source === id ? edge.target : [])));
  const writes = nodes.filter((each) => each.kind === 'topic' && written.has(each.id)).map((topic) => topic.title);
  return { ...subject, writes, ...(groups !== undefined && { groups }) };
}

/** Only of edges of the flow: what a broker leads or a member has is told by their own details. */
function edgeSubject(edge: GraphEdge, { nodes }: Graph): Subject | undefined {
  const end = (id: string): GraphNode | undefined => nodes.find((node) => node.id === id);
  const [source, target] = [end(edge.source), end(edge.target)];
  if (source === undefined || target === undefined) return undefined;
  const { id, status, reason } = edge;
  const known = edge.evidence.length === 0 ? '' : `known from ${edge.evidence.join(', ')}`;
  const title = `${shownName(source.title)} → ${shownName(target.title)}`;
  const subject = { id, title, subtitle: known, status, reason, edge };
  if (edge.kind === 'produces' && target.kind === 'topic') {
    return { ...subject, kind: 'writing', topic: target.title };
  }
  if (edge.kind !== 'consumes' || source.kind !== 'topic') return undefined;
  const groups = target.kind === 'group' ? [target.title] : (target.groups ?? []);
  return { ...subject, kind: 'reading', topic: source.title, groups };
}
