import { nextTurn, sliceIsOver } from '../../event-loop.ts';
import type { KafkaRequest } from '../request.ts';

/**
 * OffsetForLeaderEpoch (key 23), asked of partition leaders: where the leader's log ends the records of an epoch.
 * v2 current leader epoch, v3 replica id, v4 flexible.
 *
 *   request  => replica_id:INT32(3+)
 *               topics:ARRAY[topic:STRING
 *                 partitions:ARRAY[partition:INT32 current_leader_epoch:INT32 leader_epoch:INT32 TAGS] TAGS] TAGS
 *   response => throttle_time_ms:INT32
 *               topics:ARRAY[topic:STRING
 *                 partitions:ARRAY[error_code:INT16 partition:INT32 leader_epoch:INT32 end_offset:INT64 TAGS] TAGS] TAGS
 *
 * The answer's epoch is the largest of those asked and below that the leader's log knows (KIP-279), its end offset the
 * first offset of the next epoch there, or the log's end where there is none. Both are -1 when the log knows no such end.
 */
export interface EpochQuestion {
  readonly name: string;
  readonly partitions: readonly {
    readonly number: number;
    /** A leader of another epoch answers FENCED_LEADER_EPOCH or UNKNOWN_LEADER_EPOCH. */
    readonly currentLeaderEpoch: number;
    /** The epoch that is asked about. */
    readonly epoch: number;
  }[];
}

/** Called for every partition that was answered; the last two mean nothing where `error` is not 0. */
export type EpochEndSink = (
  topic: string,
  partition: number,
  error: number,
  leaderEpoch: number,
  endOffset: number,
) => void;

/** As consumers ask. */
const consumer = -1;

export function offsetForLeaderEpoch(topics: readonly EpochQuestion[], sink: EpochEndSink): KafkaRequest<void> {
  return {
    name: 'OffsetForLeaderEpoch',
    key: 23,
    versions: [2, 4],
    flexibleFrom: 4,
    encode(w, version) {
      if (version >= 3) w.int32(consumer);
      w.array(topics, (topic) => {
        w.string(topic.name);
        w.array(topic.partitions, ({ number, currentLeaderEpoch, epoch }) => {
          w.int32(number);
          w.int32(currentLeaderEpoch);
          w.int32(epoch);
          w.tags();
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
          const error = r.int16();
          const partition = r.int32();
          const leaderEpoch = r.int32();
          const endOffset = r.int64();
          r.tags();
          sink(name, partition, error, leaderEpoch, endOffset);
        }
        r.tags();
        if (sliceIsOver()) await nextTurn();
      }
    },
  };
}
