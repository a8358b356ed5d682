import type { Current } from './current.ts';
import { count, known } from './count.ts';
import { draftNode, type DraftNode } from './draft.ts';
import { lostRecords } from './lost-records.ts';
import { restricts, type GraphQuery } from './query.ts';
import { partitionHealth, topicHealth } from './topic-health.ts';

/** Title: the name. Subtitle: '6 partitions · RF 3'. recordsPerSecond: produced. lost: whoever reads it. */
export function topicNode(current: Current, index: number): DraftNode {
  const { snapshot, derived } = current;
  const topic = snapshot.topics[index];
  if (topic === undefined) throw new RangeError(`no topic ${String(index)}`);
  const subtitle = `${count(topic.partitionCount, 'partition')}${replication(snapshot, topic)}`;
  const recordsPerSecond = known(derived.topics.produceRate[index] ?? NaN);
  const lost = lostRecords(current).ofTopic(topic.name)?.records ?? null;
  const numbers = { recordsPerSecond, lost };
  const health = partitionHealth(snapshot, topic);
  const judgement = topicHealth(current, topic, health);
  return {
    ...draftNode('topic', `topic:${topic.name}`, topic.name, subtitle, numbers, judgement),
    parts: health.parts,
  };
}

/** ' · RF 3', ' · RF 1 to 3' while a reassignment leaves it uneven, '' when no replica is known. */
function replication({ partitions }: Current['snapshot'], topic: Current['snapshot']['topics'][number]): string {
  let least = Infinity;
  let most = 0;
  for (let i = topic.firstPartition; i < topic.firstPartition + topic.partitionCount; i++) {
    const replicas = (partitions.replicaStart[i + 1] ?? 0) - (partitions.replicaStart[i] ?? 0);
    least = Math.min(least, replicas);
    most = Math.max(most, replicas);
  }
  if (most === 0) return '';
  return least === most ? ` · RF ${String(most)}` : ` · RF ${String(least)} to ${String(most)}`;
}

/**
 * For each topic of the snapshot whether the graph shows it. Kafka's internal topics stay hidden, as they hang on
 * every consumer, unless a topic pattern names them.
 */
export function shownTopics({ snapshot }: Current, query: GraphQuery): boolean[] {
  const { topic: pattern } = query;
  return snapshot.topics.map(({ name, internal }) => !internal || (restricts(pattern) && pattern.matches(name)));
}
