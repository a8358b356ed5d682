import type { Health } from '../api.ts';
import { statuses } from '../derived/status.ts';
import { healthOf } from './health.ts';

/** How many parts of a node, for instance partitions, have each status. */
export type Parts = Record<Health, number>;

const healths: readonly Health[] = statuses.map(healthOf);

export function noParts(): Parts {
  return { ok: 0, warning: 0, critical: 0, unknown: 0 };
}

/** @param code Of a partition's status; see derived/status.ts. */
export function partOf(code: number | undefined): Health {
  return healths[code ?? -1] ?? 'unknown';
}
