import { formatRate } from '@kafkascope/flow';
import type { TopicDetails } from '../../../api.ts';
import { element } from '../element.ts';
import { bytes, exact, span } from '../numbers.ts';
import { facts, nodeLink, omittedNote, table } from '../table.ts';

export function topicDetails({ topic, config, partitions, groups, omitted }: TopicDetails): HTMLElement[] {
  const rate = (records: number | null): string => (records === null ? '–' : formatRate(records));
  return [
    facts([
      ['Records', topic.recordsPerSecond === null ? '' : formatRate(topic.recordsPerSecond)],
      ['Size', topic.sizeBytes === null ? '' : bytes(topic.sizeBytes)],
      ['Replication factor', topic.replicationFactor === null ? '' : String(topic.replicationFactor)],
      ['In-sync minimum', config === null ? '' : String(config.minInsyncReplicas)],
      ['Kept', config === null ? '' : retention(config)],
      ['Under-replicated', topic.underReplicatedPartitions === 0 ? '' : exact(topic.underReplicatedPartitions)],
      ['Without a leader', topic.offlinePartitions === 0 ? '' : exact(topic.offlinePartitions)],
      ['Problem', topic.error ?? ''],
    ]),
    element('h3', {}, 'Partitions'),
    table(
      [
        { title: '#', numeric: true },
        { title: 'Leader', meaning: 'The broker that takes and gives the records', numeric: true },
        { title: 'Replicas', meaning: 'The brokers that keep a copy, and how many are in sync' },
        { title: 'First', meaning: 'Offset of the oldest record that is still kept', numeric: true },
        { title: 'End', meaning: 'Offset that the next record gets', numeric: true },
        { title: 'Rate', numeric: true },
      ],
      partitions.map((partition) => [
        String(partition.partition),
        partition.leader === null ? 'none' : String(partition.leader),
        `${partition.replicas.join(', ')} (${String(partition.inSyncReplicas)} in sync)`,
        exact(partition.logStartOffset),
        exact(partition.endOffset),
        rate(partition.recordsPerSecond),
      ]),
    ),
    ...omittedNote(omitted.partitions, 'partitions'),
    element('h3', {}, 'Read by'),
    groups.length === 0
      ? element('p', { class: 'note' }, 'No consumer group reads this topic.')
      : table(
          [
            { title: 'Group' },
            { title: 'Lag', meaning: 'Records that the group has not read yet', numeric: true },
            { title: 'Rate', numeric: true },
          ],
          groups.map((group) => [
            nodeLink(`group:${group.group}`, group.group),
            exact(group.lag),
            rate(group.recordsPerSecond),
          ]),
        ),
    ...omittedNote(omitted.groups, 'groups'),
  ];
}

function retention({ cleanupPolicy, retentionMs, retentionBytes }: NonNullable<TopicDetails['config']>): string {
  if (!cleanupPolicy.includes('delete')) return 'the newest record of each key';
  const time = retentionMs < 0 ? 'for ever' : span(retentionMs / 1000);
  const size = retentionBytes < 0 ? '' : `, at most ${bytes(retentionBytes)} per partition`;
  return `${time}${size}${cleanupPolicy.includes('compact') ? ', the newest record of each key' : ''}`;
}
