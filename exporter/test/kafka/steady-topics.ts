import type { Admin, Message } from 'kafkajs';
import { eventually } from './eventually.ts';

/** Topics of a steady load, with their partitions. */
const topics = { orders: 6, table: 2, growing: 2, repartition: 2, ledger: 2 } as const;

/** Resolves once they have leaders. */
export async function createTopics(admin: Admin): Promise<void> {
  const compacted = [
    { name: 'cleanup.policy', value: 'compact' },
    { name: 'segment.ms', value: '2000' },
    { name: 'min.cleanable.dirty.ratio', value: '0.01' },
  ];
  await admin.createTopics({
    waitForLeaders: false,
    topics: Object.entries(topics).map(([topic, numPartitions]) => ({
      topic,
      numPartitions,
      // Two replicas leave room for a third one when they are moved.
      replicationFactor: topic === 'growing' || topic === 'table' ? 2 : 3,
      configEntries: [
        ...(topic === 'table' ? compacted : []),
        ...(topic === 'growing' || topic === 'table' ? [{ name: 'min.insync.replicas', value: '1' }] : []),
      ],
    })),
  });
  await eventually(async () => {
    const seen = await admin.fetchTopicMetadata({ topics: Object.keys(topics) });
    if (!seen.topics.every((topic) => topic.partitions.every(({ leader }) => leader > 0)))
      throw new Error('no leaders');
  });
}

let round = 0;

/** Some hundred records a second, of which the keys of the table repeat. */
export function batches(): { topic: string; messages: Message[] }[] {
  round++;
  const messages = (count: number, partitions?: number): Message[] =>
    Array.from({ length: count }, (_, index) => ({
      key: `key ${String((round + index) % 10)}`,
      value: `record ${String(round)} of ${'x'.repeat(80)}`,
      ...(partitions === undefined ? {} : { partition: index % partitions }),
    }));
  return [
    { topic: 'orders', messages: messages(12, topics.orders) },
    { topic: 'table', messages: messages(4, topics.table) },
    { topic: 'growing', messages: messages(10) },
    { topic: 'repartition', messages: messages(4, topics.repartition) },
  ];
}
