import { describeProducers } from '../kafka/requests/describe-producers.ts';
import { askLeaders, type LeaderQuestions } from './ask-leaders.ts';
import type { PartitionProducer } from './follow-up.ts';

/** An answer names every producer of the last day. */
const batchSize = 1_000;

/** Asks leaders for the idempotent and transactional producers of partitions; who does not answer is left out. */
export async function readProducers(
  context: LeaderQuestions,
  partition: Int32Array,
): Promise<Map<number, PartitionProducer[]>> {
  const found = new Map<number, PartitionProducer[]>();
  await askLeaders(context, 'DescribeProducers', partition, {
    batchSize,
    right: 'READ',
    request: (batch, answered) => {
      let own: PartitionProducer[] | undefined;
      return describeProducers(batch.topics, {
        partition: (topic, number, error) => {
          const place = answered(topic, number, error);
          own = place === undefined ? undefined : [];
          if (place !== undefined && own !== undefined) found.set(partition[place] ?? -1, own);
        },
        producer: (producer) => own?.push(producer),
      });
    },
  });
  return found;
}
