import { formatRate } from '@kafkascope/flow';
import type { TopicDetails, TopicRiskName } from '../../../api.ts';
import { element } from '../element.ts';
import { term } from '../term.ts';
import { statusText, timeLag } from '../health.ts';
import { bytes, exact, span } from '../numbers.ts';
import { facts, nodeLink, omittedNote, table } from '../table.ts';

const riskWords: Readonly<Record<TopicRiskName, string>> = {
  replication_factor_1: 'there is only one copy of each record',
  min_isr_1: 'one in-sync replica is enough to acknowledge a record',
  min_isr_equals_replication: 'one broker down and nobody can write with acks=all',
  unclean_election: 'a replica that is behind may become leader',
  retention_below_lag: 'a group is further behind than records are kept',
  compaction_below_lag: 'a group is so far behind that it misses deletions',
  one_rack: 'all copies are in one rack',
  offsets_expire: 'the offsets of an idle group are about to be forgotten',
  disk_full: 'a disk fills up before old records are deleted',
};

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
      ['May lose records in', topic.timeToLossSeconds === null ? '' : timeLag(topic.timeToLossSeconds)],
      ['Lost', topic.lost === null ? '' : `${exact(topic.lost)} since first seen`],
      ['Risks', topic.risks.map((risk) => riskWords[risk]).join('; ')],
      ['Problem', topic.error ?? ''],
    ]),
    element('h3', {}, term('Partitions')),
    table(
      'Partitions',
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
          'Read by',
          [
            { title: 'Group' },
            { title: 'Status' },
            { title: 'Lag', meaning: 'Records that the group has not read yet', numeric: true },
            { title: 'Time lag', meaning: 'How long the oldest of them has been waiting' },
            { title: 'Lost', meaning: 'Records that were gone before the group read them', numeric: true },
            { title: 'Rate', numeric: true },
          ],
          groups.map((group) => [
            nodeLink(`group:${group.group}`, group.group),
            statusText(group.status),
            exact(group.lag),
            timeLag(group.lagSeconds),
            exact(group.lost),
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
