import type { QueryBy } from '../api.ts';
import type { ClusterState } from '../derived/state.ts';

/** What a query for numbers asks of a cluster. */
export interface Ask {
  /** Label of every row and series when the cluster has a name. */
  readonly cluster: string;
  /** undefined restricts nothing. */
  readonly topic: NamePattern | undefined;
  readonly group: NamePattern | undefined;
  readonly by: QueryBy;
  /** Milliseconds since 1970, both included; infinite where the query names no end. */
  readonly fromMs: number;
  readonly toMs: number;
  /** Most points of a series; may be infinite. */
  readonly maxDataPoints: number;
}

export interface NamePattern {
  matches(name: string): boolean;
}

export type Current = NonNullable<ClusterState['current']>;
export type Labels = Readonly<Record<string, string>>;

export function isAsked(pattern: NamePattern | undefined, name: string): boolean {
  return pattern?.matches(name) ?? true;
}
