import type { EdgeKind, Evidence, GraphEdge, GraphNode, NodeKind } from '../api.ts';
import { notJudged, type Judgement } from './health.ts';

/** A node that has no place in the picture yet. */
export type DraftNode = Omit<GraphNode, 'lane' | 'order' | 'x' | 'y'>;

/** An edge whose ends are indexes into Draft.nodes: strings would be slow in clusters of 20,000 topics. */
export interface DraftEdge extends Omit<GraphEdge, 'id' | 'source' | 'target' | 'evidence'> {
  readonly source: number;
  readonly target: number;
  evidence: readonly Evidence[];
}

/** A graph while it is made: every node of the view, before lanes, folding and positions. */
export interface Draft {
  readonly nodes: readonly DraftNode[];
  /** Several may join the same nodes: see fold.ts. */
  readonly edges: readonly DraftEdge[];
}

/** A draft that a view adds to. */
export interface OpenDraft extends Draft {
  readonly nodes: DraftNode[];
  readonly edges: DraftEdge[];
  readonly indexOf: Map<string, number>;
}

interface Numbers {
  readonly recordsPerSecond?: number | null;
  readonly lag?: number | null;
  readonly lagSeconds?: number | null;
  readonly lost?: number | null;
}

export function openDraft(): OpenDraft {
  return { nodes: [], edges: [], indexOf: new Map() };
}

/** The node's index; that of the node with the same id when there is one. */
export function addNode(draft: OpenDraft, node: DraftNode): number {
  const present = draft.indexOf.get(node.id);
  if (present !== undefined) return present;
  const index = draft.nodes.push(node) - 1;
  draft.indexOf.set(node.id, index);
  return index;
}

/** A node; what is not given is not known. */
export function draftNode(
  kind: NodeKind,
  id: string,
  title: string,
  subtitle: string,
  { recordsPerSecond = null, lag = null, lagSeconds = null, lost = null }: Numbers = {},
  { status, reason }: Judgement = notJudged,
): DraftNode {
  return { id, kind, title, subtitle, status, reason, recordsPerSecond, lag, lagSeconds, lost };
}

/** An edge; what is not given is not known. */
export function draftEdge(
  kind: EdgeKind,
  source: number,
  target: number,
  evidence: readonly Evidence[],
  { recordsPerSecond = null, lag = null, lagSeconds = null, lost = null }: Numbers = {},
  { status, reason }: Judgement = notJudged,
): DraftEdge {
  return { source, target, kind, recordsPerSecond, lag, lagSeconds, lost, status, reason, evidence };
}

/** Unique although group and member ids may hold any character: no source keeps a '>' of its own. */
export function edgeId(kind: EdgeKind, source: string, target: string): string {
  return `${kind}:${source.replaceAll('%', '%25').replaceAll('>', '%3E')}>${target}`;
}
