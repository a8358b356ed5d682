import type { ClusterSummary } from '../../api.ts';
import { span } from './numbers.ts';

export interface Freshness {
  /** '3 seconds old'. */
  readonly age: string;
  /** Whether the picture must not be taken for the present. */
  readonly stale: boolean;
  /** What is wrong; '' while all is well. */
  readonly problem: string;
}

export interface Contact {
  readonly cluster: ClusterSummary | undefined;
  /** By this machine's clock: when the data that are shown were read from Kafka. */
  readonly readAtMs: number | undefined;
  /** Since when the exporter has not answered. */
  readonly lostAtMs: number | undefined;
  /** Why the exporter answered, but not with a graph. */
  readonly refusal: string | undefined;
}

/** How old and how trustworthy the picture is. */
export function judgeFreshness({ cluster, readAtMs, lostAtMs, refusal }: Contact, nowMs: number): Freshness {
  const seconds = readAtMs === undefined ? undefined : Math.max(0, (nowMs - readAtMs) / 1000);
  const age = seconds === undefined ? '' : `${span(Math.floor(seconds))} old`;
  if (lostAtMs !== undefined) {
    const since = new Date(lostAtMs).toLocaleTimeString();
    return { age, stale: true, problem: `The exporter has not answered since ${since}.` };
  }
  if (refusal !== undefined) return { age, stale: true, problem: sentence(refusal) };
  if (cluster !== undefined && !cluster.up) {
    const why = cluster.error === null ? '' : ` ${sentence(cluster.error)}`;
    return { age, stale: true, problem: `The cluster could not be read again.${why}` };
  }
  return { age, stale: false, problem: '' };
}

function sentence(text: string): string {
  const first = text.charAt(0).toUpperCase() + text.slice(1);
  return /[.!?]$/.test(first) ? first : `${first}.`;
}
