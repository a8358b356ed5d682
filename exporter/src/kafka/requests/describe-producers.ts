import { nextTurn, sliceIsOver } from '../../event-loop.ts';
import type { KafkaRequest } from '../request.ts';

/**
 * DescribeProducers (key 61, KIP-664), asked of partition leaders: idempotent and transactional producers that wrote
 * within producer.id.expiration.ms. Needs READ on the topic.
 *
 *   request  => topics:ARRAY[name:STRING partition_indexes:ARRAY[INT32] TAGS] TAGS
 *   response => throttle_time_ms:INT32
 *               topics:ARRAY[name:STRING
 *                 partitions:ARRAY[partition_index:INT32 error_code:INT16 error_message:NULLABLE_STRING
 *                   active_producers:ARRAY[producer_id:INT64 producer_epoch:INT32 last_sequence:INT32
 *                     last_timestamp:INT64 coordinator_epoch:INT32 current_txn_start_offset:INT64 TAGS] TAGS] TAGS] TAGS
 */
export interface ProducersQuestion {
  readonly name: string;
  readonly partitions: readonly number[];
}

export interface ActiveProducer {
  readonly id: number;
  readonly epoch: number;
  readonly lastSequence: number;
  /** Of its last records, in milliseconds since 1970. */
  readonly lastTimestampMs: number;
  /** Of the transaction coordinator that wrote its last marker; -1 before the first one. */
  readonly coordinatorEpoch: number;
  /** Where its open transaction begins; -1 when it has none. */
  readonly transactionStart: number;
}

/** Receives partitions as they are decoded; a partition's producers come right after it. */
export interface ProducersSink {
  partition(topic: string, number: number, error: number): void;
  producer(producer: ActiveProducer): void;
}

export function describeProducers(topics: readonly ProducersQuestion[], sink: ProducersSink): KafkaRequest<void> {
  return {
    name: 'DescribeProducers',
    key: 61,
    versions: [0, 0],
    flexibleFrom: 0,
    encode(w) {
      w.array(topics, (topic) => {
        w.string(topic.name);
        w.array(topic.partitions, (partition) => {
          w.int32(partition);
        });
        w.tags();
      });
      w.tags();
    },
    async decode(r) {
      r.int32();
      for (let left = r.arrayLength(); left > 0; left--) {
        const name = r.string();
        for (let partitions = r.arrayLength(); partitions > 0; partitions--) {
          const number = r.int32();
          sink.partition(name, number, r.int16());
          r.nullableString();
          for (let producers = r.arrayLength(); producers > 0; producers--) {
            sink.producer({
              id: r.int64(),
              epoch: r.int32(),
              lastSequence: r.int32(),
              lastTimestampMs: r.int64Approximate(),
              coordinatorEpoch: r.int32(),
              transactionStart: r.int64(),
            });
            r.tags();
          }
          r.tags();
          if (sliceIsOver()) await nextTurn();
        }
        r.tags();
      }
    },
  };
}
