import type { Refresh } from './kafkascope.ts';
import { spreadOf, type Spread } from './spread.ts';

/** Requests to Kafka in one refresh, by API, and `all` of them. */
export function requestsPerRefresh(refreshes: readonly Refresh[]): ReadonlyMap<string, Spread> {
  const apis = new Set(refreshes.flatMap(({ requests }) => Object.keys(requests)));
  const perRefresh = new Map<string, Spread>();
  for (const api of [...apis].sort()) {
    // An API without a counter has not been asked.
    const spread = spreadOf(refreshes.map(({ requests }) => requests[api] ?? 0));
    if (spread !== undefined && spread.max > 0) perRefresh.set(api, spread);
  }
  const all = spreadOf(
    refreshes.map(({ requests }) => Object.values(requests).reduce((sum, requested) => sum + requested, 0)),
  );
  if (all !== undefined) perRefresh.set('all', all);
  return perRefresh;
}
