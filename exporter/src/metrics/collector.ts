import type { CollectorOutcome } from '../snapshot/snapshot.ts';
import { perCluster, type Family } from './family.ts';
import { labels } from './label-table.ts';

function perCollector(name: string, help: string, valueOf: (outcome: CollectorOutcome) => number): Family {
  return perCluster({ name, type: 'gauge', help }, ({ snapshot }, text) => {
    for (const outcome of snapshot.collectors) text.writeText(valueOf(outcome), labels({ collector: outcome.name }));
  });
}

export const collectorFamilies: readonly Family[] = [
  perCollector(
    'kafka_exporter_collector_success',
    '1 if the collector got all that it asked for in the newest refresh.',
    ({ success }) => (success ? 1 : 0),
  ),
  perCollector(
    'kafka_exporter_collector_duration_seconds',
    'How long the collector took in the newest refresh.',
    ({ durationSeconds }) => durationSeconds,
  ),
];
