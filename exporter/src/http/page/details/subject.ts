import type { Graph, GraphNode } from '../../../api.ts';

/** What details are shown of: a node of the picture, or one that it leaves out. */
export type Subject = Pick<GraphNode, 'id' | 'kind' | 'title' | 'subtitle' | 'groups'> &
  Partial<Pick<GraphNode, 'status' | 'reason'>>;

/** The node with an id; the application that a group belongs to; else what the id itself says. */
export function subjectOf(id: string, { nodes }: Graph): Subject | undefined {
  const node = nodes.find((candidate) => candidate.id === id);
  if (node !== undefined) return node;
  const [, kind, title = ''] = /^(topic|group):(.*)$/s.exec(id) ?? [];
  if (kind === 'group') {
    const application = nodes.find(({ groups }) => groups?.includes(title));
    if (application !== undefined) return application;
  }
  if (kind !== 'topic' && kind !== 'group') return undefined;
  return { id, kind, title, subtitle: 'not drawn here' };
}
