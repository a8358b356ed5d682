import type { ClusterState } from './state.ts';

/** Data older than this many refresh intervals are no longer shown. */
const staleAfterIntervals = 3;

/** Whether data read at `readAtMs` are too old to be shown. */
export function isStale({ refreshIntervalMs }: ClusterState, readAtMs: number, nowMs: number): boolean {
  return nowMs - readAtMs >= staleAfterIntervals * refreshIntervalMs;
}

/** Whether the newest refresh succeeded and its data are still to be shown. */
export function isUp(state: ClusterState, nowMs: number): boolean {
  const { ok, lastSuccessMs } = state.refresh;
  return ok && lastSuccessMs !== undefined && !isStale(state, lastSuccessMs, nowMs);
}
