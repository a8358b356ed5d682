import type { KafkaRequest } from '../request.ts';

/**
 * DescribeShareGroupOffsets (key 90, KIP-932), asked of the groups' coordinator. Always flexible; v1 lag (KIP-1226).
 *
 *   request  => groups:ARRAY[group_id:STRING topics:NULLABLE_ARRAY TAGS] TAGS
 *   response => throttle_time_ms:INT32
 *               groups:ARRAY[group_id:STRING
 *                 topics:ARRAY[topic_name:STRING topic_id:UUID
 *                   partitions:ARRAY[partition_index:INT32 start_offset:INT64 leader_epoch:INT32 lag:INT64(1+)
 *                     error_code:INT16 error_message:NULLABLE_STRING TAGS] TAGS]
 *                 error_code:INT16 error_message:NULLABLE_STRING TAGS] TAGS
 */
export interface ShareGroupOffsets {
  readonly group: string;
  readonly error: number;
  readonly errorMessage: string | null;
  readonly partitions: readonly SharePartition[];
}
export interface SharePartition {
  readonly topic: string;
  readonly partition: number;
  readonly start: number;
  /** Records not yet delivered; NaN when the broker does not say. */
  readonly lag: number;
}

export function describeShareGroupOffsets(groups: readonly string[]): KafkaRequest<ShareGroupOffsets[]> {
  return {
    name: 'DescribeShareGroupOffsets',
    key: 90,
    versions: [0, 1],
    flexibleFrom: 0,
    encode(w) {
      w.array(groups, (group) => {
        w.string(group);
        w.arrayLength(null);
        w.tags();
      });
      w.tags();
    },
    decode(r, version) {
      r.int32();
      return r.array(() => {
        const group = r.string();
        const partitions: SharePartition[] = [];
        for (let topics = r.arrayLength(); topics > 0; topics--) {
          const topic = r.string();
          r.uuid();
          for (let left = r.arrayLength(); left > 0; left--) {
            const partition = r.int32();
            const start = r.int64();
            r.int32();
            const lag = version >= 1 ? r.int64() : -1;
            const error = r.int16();
            r.nullableString();
            r.tags();
            if (error === 0 && start >= 0) partitions.push({ topic, partition, start, lag: lag < 0 ? NaN : lag });
          }
          r.tags();
        }
        const answer = { group, partitions, error: r.int16(), errorMessage: r.nullableString() };
        r.tags();
        return answer;
      });
    },
  };
}
