import { expect, it } from '@jest/globals';
import type { Producer, ProducerBatch, ProducerConfig } from 'kafkajs';
import { Ledger } from '../src/ledger.ts';
import { watchProducer } from '../src/producer.ts';

/** kafkajs asks the partitioner, and then no broker answers: what was sent may lie in the log. */
it.each([
  ['abort', 'aborted'],
  ['commit', 'unknown'],
] as const)('a send of a transaction that failed is, after its %s, %s', async (end, fate) => {
  const ledger = new Ledger({ service: 'shop', instance: 'shop', bucketMs: 60_000, now: Date.now });
  const make = ({ createPartitioner }: ProducerConfig): Producer => {
    const choose = createPartitioner?.();
    const sendBatch = ({ topicMessages = [] }: ProducerBatch): Promise<never> => {
      for (const { topic, messages } of topicMessages) {
        for (const message of messages) choose?.({ topic, message, partitionMetadata: [] });
      }
      return Promise.reject(new Error('Request Produce timed out'));
    };
    const ended = () => Promise.resolve();
    return { transaction: () => Promise.resolve({ sendBatch, commit: ended, abort: ended }) } as unknown as Producer;
  };
  const config = { transactionalId: 'shop', createPartitioner: () => () => 0 };
  const producer = watchProducer(make, config, { ledger, header: true });
  const transaction = await producer.transaction();
  await expect(transaction.send({ topic: 'orders', messages: [{ value: 'x' }] })).rejects.toThrow('timed out');
  await transaction[end]();
  expect(ledger.beacons()[0]?.produced?.partitions).toEqual({ 0: { acked: [], [fate]: [[0, 0]] } });
});
