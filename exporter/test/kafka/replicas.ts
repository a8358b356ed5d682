import type { Admin } from 'kafkajs';
import { eventually } from './eventually.ts';

/** Resolves once every replica of every partition is in sync. */
export async function allInSync(admin: Admin): Promise<void> {
  await eventually(async () => {
    const { topics } = await admin.fetchTopicMetadata();
    for (const { name, partitions } of topics) {
      for (const { partitionId, isr, replicas, leader } of partitions) {
        if (leader < 0 || isr.length < replicas.length) throw new Error(`${name} ${partitionId} is not in sync`);
      }
    }
  }, 90_000);
}

/** Gives a topic's partitions other replicas, and resolves once they are where they should be. */
export async function reassign(
  admin: Admin,
  topic: string,
  change: (replicas: readonly number[]) => number[],
): Promise<void> {
  const { topics } = await admin.fetchTopicMetadata({ topics: [topic] });
  const partitionAssignment = (topics[0]?.partitions ?? []).map(({ partitionId, replicas }) => ({
    partition: partitionId,
    replicas: change(replicas),
  }));
  await admin.alterPartitionReassignments({ topics: [{ topic, partitionAssignment }] });
  await eventually(async () => {
    const after = await admin.fetchTopicMetadata({ topics: [topic] });
    for (const { partition, replicas } of partitionAssignment) {
      const now = after.topics[0]?.partitions.find(({ partitionId }) => partitionId === partition);
      if (now?.replicas.join() !== replicas.join()) throw new Error(`${topic} ${partition} is still being moved`);
    }
  }, 60_000);
}
