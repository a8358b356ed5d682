import type { BrokerSummary, Frame, LogDirSummary } from '../api.ts';
import { booleanColumn, frame, numberColumn, stringColumn } from './frame.ts';

export function brokersFrame(brokers: readonly BrokerSummary[]): Frame {
  return frame(
    'brokers',
    [
      stringColumn(
        'Broker',
        brokers.map(({ broker }) => String(broker)),
      ),
      stringColumn(
        'Status',
        brokers.map(({ status }) => status),
      ),
      stringColumn(
        'Why',
        brokers.map(({ reason }) => reason),
      ),
      stringColumn(
        'Address',
        brokers.map(({ host, port }) => `${host}:${port}`),
      ),
      stringColumn(
        'Rack',
        brokers.map(({ rack }) => rack),
      ),
      booleanColumn(
        'Controller',
        brokers.map(({ controller }) => controller),
      ),
      numberColumn(
        'Leads',
        brokers.map(({ leaders }) => leaders),
        { config: { description: 'Partitions that it leads' } },
      ),
      numberColumn(
        'Replicas',
        brokers.map(({ replicas }) => replicas),
      ),
      numberColumn(
        'Records/s',
        brokers.map(({ recordsPerSecond }) => recordsPerSecond),
        { config: { unit: 'short', description: 'Into the partitions that it leads' } },
      ),
      numberColumn(
        'Size',
        brokers.map(({ logDirs }) => total(logDirs.map(({ sizeBytes }) => sizeBytes))),
        { config: { unit: 'bytes', description: 'Of all its replicas' } },
      ),
      numberColumn(
        'Least free',
        brokers.map(({ logDirs }) => leastFree(logDirs)),
        { config: { unit: 'bytes', description: 'On the fullest of the volumes of its log directories' } },
      ),
      stringColumn(
        'Error',
        brokers.map(({ error, logDirs }) => error ?? logDirs.find((dir) => dir.error !== null)?.error ?? null),
      ),
    ],
    { type: 'table', preferredVisualisationType: 'table' },
  );
}

/** null when nothing is known of any log directory. */
function total(numbers: readonly number[]): number | null {
  return numbers.length === 0 ? null : numbers.reduce((sum, number) => sum + number, 0);
}

function leastFree(logDirs: readonly LogDirSummary[]): number | null {
  const free = logDirs.flatMap(({ usableBytes }) => usableBytes ?? []);
  return free.length === 0 ? null : Math.min(...free);
}
