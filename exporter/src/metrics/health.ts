import { isUp } from '../derived/freshness.ts';
import type { ClusterState } from '../derived/state.ts';
import type { Family } from './family.ts';
import { formats } from './format.ts';
import { labels } from './label-table.ts';

type HealthFamily = Pick<Family, 'name' | 'type' | 'help'> & {
  /** NaN where there is no sample. */
  readonly valueOf: (state: ClusterState, nowMs: number) => number;
};

const families: readonly HealthFamily[] = [
  {
    name: 'kafka_up',
    type: 'gauge',
    help: '1 if the newest refresh of the cluster succeeded and is younger than 3 refresh intervals.',
    valueOf: (state, nowMs) => (isUp(state, nowMs) ? 1 : 0),
  },
  {
    name: 'kafka_exporter_last_refresh_timestamp_seconds',
    type: 'gauge',
    help: 'When the newest successful refresh ended.',
    valueOf: ({ refresh }) => (refresh.lastSuccessMs ?? NaN) / 1000,
  },
];

/**
 * How the clusters fare at this moment, in the Prometheus text format: what changes without a refresh.
 * @param labelsOf Labels of the samples of a cluster.
 */
export function healthText(
  states: readonly ClusterState[],
  labelsOf: (cluster: string) => Readonly<Record<string, string>>,
  nowMs: number,
): string {
  return families
    .map((family) => {
      const lines = states.flatMap((state) => {
        const value = family.valueOf(state, nowMs);
        const text = labels(labelsOf(state.name));
        return Number.isNaN(value) ? [] : [`${family.name}${text === '' ? '' : `{${text}}`} ${value}\n`];
      });
      return lines.length === 0 ? '' : formats.text.heading(family) + lines.join('');
    })
    .join('');
}
