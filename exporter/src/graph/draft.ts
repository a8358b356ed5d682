import type { EdgeKind, Evidence, GraphEdge, GraphNode, NodeKind } from '../api.ts';
import { plusKnown } from './count.ts';

/** A node that has no place in the picture yet. */
export type DraftNode = Omit<GraphNode, 'lane' | 'order' | 'x' | 'y'>;
export type DraftEdge = Omit<GraphEdge, 'id'>;

/** A graph while it is made: every node of the view, before lanes, folding and positions. */
export interface Draft {
  readonly nodes: Map<string, DraftNode>;
  /** By edgeId. Both ends are in `nodes`. */
  readonly edges: Map<string, DraftEdge>;
}

export function emptyDraft(): Draft {
  return { nodes: new Map(), edges: new Map() };
}

/** A node of which nothing is judged: time lag, losses and status are not derived yet. */
export function draftNode(
  kind: NodeKind,
  id: string,
  title: string,
  subtitle: string,
  numbers: { recordsPerSecond?: number | null; lag?: number | null } = {},
): DraftNode {
  const { recordsPerSecond = null, lag = null } = numbers;
  return {
    id,
    kind,
    title,
    subtitle,
    status: 'unknown',
    reason: '',
    recordsPerSecond,
    lag,
    lagSeconds: null,
    lost: null,
  };
}

/** An edge of which nothing is judged. */
export function draftEdge(
  kind: EdgeKind,
  source: string,
  target: string,
  evidence: Evidence[],
  numbers: { recordsPerSecond?: number | null; lag?: number | null } = {},
): DraftEdge {
  const { recordsPerSecond = null, lag = null } = numbers;
  return { source, target, kind, recordsPerSecond, lag, lagSeconds: null, lost: null, status: 'unknown', evidence };
}

/** Adds an edge, or its numbers and evidence to the edge of the same kind between the same nodes. */
export function addEdge(draft: Draft, edge: DraftEdge): void {
  const id = edgeId(edge);
  const present = draft.edges.get(id);
  if (present === undefined) draft.edges.set(id, edge);
  else mergeEdge(present, edge);
}

export function mergeEdge(into: DraftEdge, edge: DraftEdge): void {
  into.recordsPerSecond = plusKnown(into.recordsPerSecond, edge.recordsPerSecond);
  into.lag = plusKnown(into.lag, edge.lag);
  into.lost = plusKnown(into.lost, edge.lost);
  into.evidence = [...new Set([...into.evidence, ...edge.evidence])];
}

/** Unique although group and member ids may hold any character: no source keeps a '>' of its own. */
export function edgeId({ kind, source, target }: Pick<DraftEdge, 'kind' | 'source' | 'target'>): string {
  return `${kind}:${source.replaceAll('%', '%25').replaceAll('>', '%3E')}>${target}`;
}
