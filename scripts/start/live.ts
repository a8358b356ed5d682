import { setTimeout as sleep } from 'node:timers/promises';
import type { Graph } from '../../exporter/src/api.ts';

/**
 * Waits until the exporter has data of every cluster (`/readyz`).
 *
 * @returns false when it still has none after `timeoutMs`.
 */
export async function untilReady(url: string, timeoutMs: number, signal: AbortSignal): Promise<boolean> {
  return until(timeoutMs, signal, async () => (await fetch(`${url}/readyz`, { signal })).ok);
}

/** Waits until somebody is seen to write and somebody to read: the graph of the demo is alive. */
export async function untilLive(url: string, timeoutMs: number, signal: AbortSignal): Promise<boolean> {
  return until(timeoutMs, signal, async () => {
    const response = await fetch(`${url}/api/graph`, { signal });
    if (!response.ok) return false;
    const { edges } = (await response.json()) as Graph;
    const flows = (kind: string): boolean =>
      edges.some((edge) => edge.kind === kind && (edge.recordsPerSecond ?? 0) > 0);
    return flows('produces') && flows('consumes');
  });
}

/** Waits until Grafana serves and its database works. */
export async function untilHealthy(url: string, timeoutMs: number, signal: AbortSignal): Promise<boolean> {
  return until(timeoutMs, signal, async () => (await fetch(`${url}/api/health`, { signal })).ok);
}

async function until(timeoutMs: number, signal: AbortSignal, holds: () => Promise<boolean>): Promise<boolean> {
  const deadlineMs = performance.now() + timeoutMs;
  while (performance.now() < deadlineMs) {
    // fetch throws a TypeError while nobody listens yet: by its name, as Jest has a TypeError of its own.
    const answer = await holds().catch((error: unknown) => {
      if ((error as Error).name === 'TypeError') return false;
      throw error;
    });
    if (answer) return true;
    await sleep(200, undefined, { signal });
  }
  return false;
}
