/** Wire types of the HTTP API (docs/http-api.md). Types only: the plugin and flow/ import them with `import type`. */

export type NodeKind = 'producer' | 'topic' | 'group' | 'application' | 'member' | 'broker' | 'more';
export type EdgeKind = 'produces' | 'consumes' | 'leads' | 'replicates' | 'member';
export type Evidence = 'commits' | 'assignment' | 'transaction' | 'producer-id' | 'header' | 'probe' | 'declared';
export type Health = 'ok' | 'warning' | 'critical' | 'unknown';
export type GraphView = 'flow' | 'brokers' | 'members';

export interface GraphNode {
  id: string;
  kind: NodeKind;
  title: string;
  subtitle: string;
  /** Applications only: the consumer groups that it was declared to read with. */
  groups?: string[];
  status: Health;
  /** A sentence; '' while no status is judged. */
  reason: string;
  recordsPerSecond: number | null;
  lag: number | null;
  lagSeconds: number | null;
  lost: number | null;
  /** Rank in the flow, 0 at the left. */
  lane: number;
  /** Place within the lane, 0 on top. */
  order: number;
  /** Pixels at zoom 1, centred on the origin over all nodes. */
  x: number;
  y: number;
}

export interface GraphEdge {
  id: string;
  source: string;
  target: string;
  kind: EdgeKind;
  recordsPerSecond: number | null;
  lag: number | null;
  lagSeconds: number | null;
  lost: number | null;
  status: Health;
  evidence: Evidence[];
}

export interface Graph {
  cluster: string;
  /** ISO 8601; when the data were read from Kafka. */
  time: string;
  ageSeconds: number;
  nodes: GraphNode[];
  edges: GraphEdge[];
  omitted: { nodes: number; edges: number };
}

export interface ApiError {
  error: { code: string; message: string };
}
