import { nextTurn, sliceIsOver } from '../../event-loop.ts';
import type { KafkaRequest } from '../request.ts';

/**
 * ListOffsets (key 2), asked of partition leaders. v2 isolation level, v4 leader epochs, v6 flexible, v10 timeout.
 *
 *   request  => replica_id:INT32 isolation_level:INT8
 *               topics:ARRAY[name:STRING
 *                 partitions:ARRAY[partition_index:INT32 current_leader_epoch:INT32(4+) timestamp:INT64 TAGS] TAGS]
 *               timeout_ms:INT32(10+) TAGS
 *   response => throttle_time_ms:INT32
 *               topics:ARRAY[name:STRING
 *                 partitions:ARRAY[partition_index:INT32 error_code:INT16 timestamp:INT64 offset:INT64
 *                   leader_epoch:INT32(4+) TAGS] TAGS] TAGS
 */
export interface ListOffsetsQuestion {
  /** -2 earliest, -1 latest, otherwise the first record at or after these milliseconds. */
  readonly timestamp: number;
  /** read_committed answers the last stable offset where `timestamp` is -1, read_uncommitted the high watermark. */
  readonly isolation: 'read_uncommitted' | 'read_committed';
  readonly topics: readonly {
    readonly name: string;
    readonly partitions: readonly number[];
    /** One for each of the partitions, where they differ: instead of `timestamp`. */
    readonly timestamps?: readonly number[];
  }[];
  readonly timeoutMs: number;
}

/**
 * Called for every partition that was answered; what follows `error` means nothing where it is not 0.
 * Offset, leader epoch and the found record's timestamp are -1 for none.
 */
export type OffsetSink = (
  topic: string,
  partition: number,
  error: number,
  offset: number,
  leaderEpoch: number,
  timestampMs: number,
) => void;

export const earliest = -2;
export const latest = -1;

export function listOffsets(question: ListOffsetsQuestion, sink: OffsetSink): KafkaRequest<void> {
  return {
    name: 'ListOffsets',
    key: 2,
    versions: [2, 10],
    flexibleFrom: 6,
    encode(w, version) {
      w.int32(-1);
      w.int8(question.isolation === 'read_committed' ? 1 : 0);
      w.array(question.topics, (topic) => {
        w.string(topic.name);
        w.array(topic.partitions, (partition, i) => {
          w.int32(partition);
          if (version >= 4) w.int32(-1);
          w.int64(topic.timestamps?.[i] ?? question.timestamp);
          w.tags();
        });
        w.tags();
      });
      if (version >= 10) w.int32(question.timeoutMs);
      w.tags();
    },
    async decode(r, version) {
      r.int32();
      for (let topics = r.arrayLength(); topics > 0; topics--) {
        const name = r.string();
        for (let partitions = r.arrayLength(); partitions > 0; partitions--) {
          const partition = r.int32();
          const error = r.int16();
          const timestampMs = r.int64Approximate();
          const offset = r.int64();
          const leaderEpoch = version >= 4 ? r.int32() : -1;
          r.tags();
          sink(name, partition, error, offset, leaderEpoch, timestampMs);
        }
        r.tags();
        if (sliceIsOver()) await nextTurn();
      }
    },
  };
}
