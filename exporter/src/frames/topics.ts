import type { Frame, TopicSummary } from '../api.ts';
import { booleanColumn, frame, numberColumn, stringColumn } from './frame.ts';

export function topicsFrame(topics: readonly TopicSummary[]): Frame {
  return frame(
    'topics',
    [
      stringColumn(
        'Topic',
        topics.map(({ topic }) => topic),
      ),
      stringColumn(
        'Status',
        topics.map(({ status }) => status),
      ),
      stringColumn(
        'Why',
        topics.map(({ reason }) => reason),
      ),
      numberColumn(
        'Partitions',
        topics.map(({ partitions }) => partitions),
      ),
      numberColumn(
        'Replication factor',
        topics.map(({ replicationFactor }) => replicationFactor),
      ),
      numberColumn(
        'Records/s',
        topics.map(({ recordsPerSecond }) => recordsPerSecond),
        { config: { unit: 'short' } },
      ),
      numberColumn(
        'Time lag',
        topics.map(({ lagSeconds }) => lagSeconds),
        { config: { unit: 's', description: 'Of the reader that is furthest behind' } },
      ),
      numberColumn(
        'Time to loss',
        topics.map(({ timeToLossSeconds }) => timeToLossSeconds),
        { config: { unit: 's', description: 'At least this long until retention may delete an unread record' } },
      ),
      numberColumn(
        'Lost',
        topics.map(({ lost }) => lost),
        { config: { unit: 'short', description: 'Acknowledged records that are gone, whoever reads them' } },
      ),
      stringColumn(
        'Risks',
        topics.map(({ risks }) => risks.join(', ')),
      ),
      numberColumn(
        'Size',
        topics.map(({ sizeBytes }) => sizeBytes),
        { config: { unit: 'bytes', description: 'Of the logs of the leaders' } },
      ),
      numberColumn(
        'Under-replicated',
        topics.map(({ underReplicatedPartitions }) => underReplicatedPartitions),
        { config: { description: 'Partitions with fewer in-sync replicas than replicas' } },
      ),
      numberColumn(
        'Offline',
        topics.map(({ offlinePartitions }) => offlinePartitions),
        { config: { description: 'Partitions without a leader' } },
      ),
      booleanColumn(
        'Internal',
        topics.map(({ internal }) => internal),
      ),
      stringColumn(
        'Error',
        topics.map(({ error }) => error),
      ),
    ],
    { type: 'table', preferredVisualisationType: 'table' },
  );
}
