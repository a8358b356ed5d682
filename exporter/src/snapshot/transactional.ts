import { describeProducers } from '../kafka/requests/describe-producers.ts';
import { askLeaders, type LeaderQuestions } from './ask-leaders.ts';

const unknown = -1;
/** An answer names every producer of the last day. */
const batchSize = 1_000;

/**
 * Asks leaders whether the producers of partitions use transactions: 1 when one does, 0 when there are producers and
 * none does, -1 when there are none or it is not known. A producer is seen to use them from its first record within a
 * transaction on, and by the marker that a transaction coordinator wrote for it.
 */
export async function readTransactional(context: LeaderQuestions, partition: Int32Array): Promise<Int8Array> {
  const transactional = new Int8Array(partition.length).fill(unknown);
  await askLeaders(context, 'DescribeProducers', partition, {
    batchSize,
    right: 'READ',
    request: (batch, answered) => {
      let place: number | undefined;
      return describeProducers(batch.topics, {
        partition: (topic, number, error) => {
          place = answered(topic, number, error);
        },
        producer: ({ coordinatorEpoch, transactionStart }) => {
          if (place === undefined) return;
          const uses = coordinatorEpoch >= 0 || transactionStart >= 0;
          if (uses || transactional[place] === unknown) transactional[place] = uses ? 1 : 0;
        },
      });
    },
  });
  return transactional;
}
