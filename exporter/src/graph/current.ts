import type { ClusterState } from '../derived/state.ts';

/** A snapshot and what was derived from it. */
export type Current = NonNullable<ClusterState['current']>;
