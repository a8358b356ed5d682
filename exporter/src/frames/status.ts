import type { FieldConfig } from '../api.ts';
import { statuses, type Status } from '../derived/status.ts';
import { most } from './combine.ts';
import { palette } from './palette.ts';
import type { Metric } from './metric.ts';
import { readerLabels, readerRows } from './readers.ts';

const colors: Readonly<Record<Status, string>> = {
  OK: palette.ok,
  REWIND: palette.warning,
  WARN: palette.warning,
  STALL: palette.critical,
  STOP: palette.critical,
};

/** Shows the number as the word that it stands for. */
const statusMappings: NonNullable<FieldConfig['mappings']> = [
  {
    type: 'value',
    options: Object.fromEntries(
      statuses.map((status, index) => [String(index), { text: status, color: colors[status], index }]),
    ),
  },
];

/**
 * Severity, 0 (OK) to 4 (STOP). The word is no label: an alert would be another one whenever it changed.
 * What was not judged has no row.
 */
export const status: Metric = {
  name: 'status',
  labels: readerLabels,
  total: most,
  config: {
    displayName: 'Status',
    description: statuses.map((word, index) => `${index} ${word}`).join(', '),
    mappings: statusMappings,
  },
  now: (current, ask) =>
    readerRows(current, ask, {
      combine: most,
      ofTopic: ({ verdict }) => severityOf(verdict.status),
      ofPartition: (group, place) => {
        const code = group.partitionStatus[place];
        return code !== undefined && code < statuses.length ? code : NaN;
      },
    }),
};

/** NaN when it was not judged. */
function severityOf(word: Status | undefined): number {
  return word === undefined ? NaN : statuses.indexOf(word);
}
