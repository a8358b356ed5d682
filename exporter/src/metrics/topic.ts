import type { Snapshot } from '../snapshot/snapshot.ts';
import { perTopic, type Family } from './family.ts';
import { label } from './label-table.ts';

const partitionCount = perTopic(
  { name: 'kafka_topic_partitions', type: 'gauge', help: 'Number of partitions of the topic.' },
  ({ snapshot }, index) => {
    const topic = snapshot.topics[index];
    return topic === undefined || (topic.partitionCount === 0 && topic.error !== undefined)
      ? NaN
      : topic.partitionCount;
  },
);

const info: Family = {
  name: 'kafka_topic_info',
  type: 'gauge',
  help: 'Id and settings of the topic; always 1. A label is empty where the setting could not be read.',
  count: ({ snapshot }) => snapshot.topics.length,
  write: ({ snapshot, topicLabels }, index, text) => {
    text.writeWith(1, topicLabels, index, infoLabels(snapshot, index));
  },
};

/** Made for every topic at every refresh, and so put together by hand. */
function infoLabels({ topics, partitions }: Snapshot, index: number): string {
  const topic = topics[index];
  const first = topic?.firstPartition ?? -1;
  const replicas = (partitions.replicaStart[first + 1] ?? NaN) - (partitions.replicaStart[first] ?? NaN);
  const factor = topic !== undefined && topic.partitionCount > 0 && replicas > 0 ? replicas : '';
  const { minInsyncReplicas = '', cleanupPolicy = '', retentionMs = '', retentionBytes = '' } = topic?.config ?? {};
  return (
    `${label('topic_id', topic?.id ?? '')},replication_factor="${factor}",min_insync_replicas="${minInsyncReplicas}",` +
    `${label('cleanup_policy', cleanupPolicy)},retention_ms="${retentionMs}",retention_bytes="${retentionBytes}"`
  );
}

export const topicFamilies: readonly Family[] = [
  partitionCount,
  info,
  perTopic(
    {
      name: 'kafka_topic_size_bytes',
      type: 'gauge',
      help: 'Log size of the topic, summed over the leader replicas of its partitions.',
    },
    ({ snapshot }, topic) => snapshot.topics[topic]?.sizeBytes ?? NaN,
  ),
  perTopic(
    {
      name: 'kafka_topic_records_produced_total',
      type: 'counter',
      help: 'Records produced to the topic since the exporter first saw it: advances of the end offsets.',
    },
    ({ derived }, topic) => derived.topics.produced[topic] ?? NaN,
  ),
];
