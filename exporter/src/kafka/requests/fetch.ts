import { nextTurn, sliceIsOver } from '../../event-loop.ts';
import type { KafkaRequest } from '../request.ts';

/**
 * Fetch (key 1), asked of partition leaders as a consumer without a session does, answered at once. v7 sessions, v9
 * leader epochs, v11 rack, v12 flexible; from v13 on topics go by their id. Needs READ on the topic.
 *
 *   request  => replica_id:INT32 max_wait_ms:INT32 min_bytes:INT32 max_bytes:INT32 isolation_level:INT8
 *               session_id:INT32(7+) session_epoch:INT32(7+)
 *               topics:ARRAY[topic:STRING
 *                 partitions:ARRAY[partition:INT32 current_leader_epoch:INT32(9+) fetch_offset:INT64
 *                   last_fetched_epoch:INT32(12+) log_start_offset:INT64(5+) partition_max_bytes:INT32 TAGS] TAGS]
 *               forgotten_topics_data:ARRAY[…](7+) rack_id:STRING(11+) TAGS
 *   response => throttle_time_ms:INT32 error_code:INT16(7+) session_id:INT32(7+)
 *               responses:ARRAY[topic:STRING
 *                 partitions:ARRAY[partition_index:INT32 error_code:INT16 high_watermark:INT64
 *                   last_stable_offset:INT64 log_start_offset:INT64(5+)
 *                   aborted_transactions:NULLABLE ARRAY[producer_id:INT64 first_offset:INT64 TAGS]
 *                   preferred_read_replica:INT32(11+) records:NULLABLE BYTES TAGS] TAGS] TAGS
 */
export interface FetchQuestion {
  readonly topics: readonly {
    readonly name: string;
    readonly partitions: readonly number[];
    /** Where to begin, one for each of the partitions. */
    readonly offsets: readonly number[];
  }[];
  /** Of the whole answer, and of each partition; the first batch comes in any case. */
  readonly maxBytes: number;
  readonly partitionMaxBytes: number;
}

/** Called for every partition that was answered. `records` are batches as they lie on disk, the last one perhaps cut off. */
export type FetchSink = (topic: string, partition: number, error: number, records: Buffer) => void;

export function fetchRecords(question: FetchQuestion, sink: FetchSink): KafkaRequest<void> {
  return {
    name: 'Fetch',
    key: 1,
    versions: [4, 12],
    flexibleFrom: 12,
    encode(w, version) {
      w.int32(-1);
      w.int32(0);
      w.int32(0);
      w.int32(question.maxBytes);
      w.int8(0);
      if (version >= 7) {
        w.int32(0);
        w.int32(-1);
      }
      w.array(question.topics, (topic) => {
        w.string(topic.name);
        w.array(topic.partitions, (partition, i) => {
          w.int32(partition);
          if (version >= 9) w.int32(-1);
          w.int64(topic.offsets[i] ?? -1);
          if (version >= 12) w.int32(-1);
          if (version >= 5) w.int64(-1);
          w.int32(question.partitionMaxBytes);
          w.tags();
        });
        w.tags();
      });
      if (version >= 7) w.arrayLength(0);
      if (version >= 11) w.string('');
      w.tags();
    },
    async decode(r, version) {
      r.int32();
      if (version >= 7) {
        r.int16();
        r.int32();
      }
      for (let topics = r.arrayLength(); topics > 0; topics--) {
        const name = r.string();
        for (let partitions = r.arrayLength(); partitions > 0; partitions--) {
          const partition = r.int32();
          const error = r.int16();
          r.int64();
          r.int64();
          if (version >= 5) r.int64();
          for (let aborted = r.arrayLength(); aborted > 0; aborted--) {
            r.int64();
            r.int64();
            r.tags();
          }
          if (version >= 11) r.int32();
          sink(name, partition, error, r.bytes());
          r.tags();
          if (sliceIsOver()) await nextTurn();
        }
        r.tags();
      }
    },
  };
}
