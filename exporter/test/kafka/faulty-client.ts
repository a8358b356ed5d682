import type { EachBatchPayload, Kafka, Producer } from 'kafkajs';

export interface Faults {
  /** Which records a consumer loses before its handler, by partition and offset. */
  readonly drops?: (partition: number, offset: number) => boolean;
  /** Every so many sends reach the broker twice. */
  readonly sendsTwice?: number;
  /** Told how many records were concerned. */
  readonly onDropped?: (records: number) => void;
  readonly onRepeated?: (records: number) => void;
}

/**
 * A kafkajs client with faults below the probe, as libraries, proxies and networks have them: the probe that wraps it
 * knows nothing of them.
 */
export function faultyClient(kafka: Kafka, { drops, sendsTwice, onDropped, onRepeated }: Faults): Kafka {
  const faulty: Pick<Kafka, 'producer' | 'consumer' | 'admin' | 'logger'> = {
    admin: (config) => kafka.admin(config),
    logger: () => kafka.logger(),
    producer: (config) => {
      const producer = kafka.producer(config);
      let sends = 0;
      const sendBatch: Producer['sendBatch'] = async (batch) => {
        const answer = await producer.sendBatch(batch);
        if (sendsTwice !== undefined && ++sends % sendsTwice === 0) {
          await producer.sendBatch(batch);
          onRepeated?.((batch.topicMessages ?? []).reduce((sum, { messages }) => sum + messages.length, 0));
        }
        return answer;
      };
      return { ...producer, sendBatch };
    },
    consumer: (config) => {
      const consumer = kafka.consumer(config);
      return {
        ...consumer,
        run: (run = {}) =>
          consumer.run({
            ...run,
            ...(run.eachBatch && {
              eachBatch: async (payload: EachBatchPayload) => {
                const { batch } = payload;
                const kept = batch.messages.filter(({ offset }) => drops?.(batch.partition, Number(offset)) !== true);
                onDropped?.(batch.messages.length - kept.length);
                await run.eachBatch?.({
                  ...payload,
                  batch: Object.create(batch, { messages: { value: kept } }) as typeof batch,
                });
              },
            }),
          }),
      };
    },
  };
  return faulty;
}
