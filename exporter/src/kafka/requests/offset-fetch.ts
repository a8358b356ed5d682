import { nextTurn, sliceIsOver } from '../../event-loop.ts';
import type { KafkaRequest } from '../request.ts';
import type { Reader } from '../wire.ts';

/**
 * OffsetFetch (key 9): all committed offsets of groups, asked of their coordinator. Up to v7 one group a request,
 * v8 many groups; v10 answers topic ids in place of names and is not used.
 *
 *   request  v2-7 => group_id:STRING topics:NULLABLE_ARRAY require_stable:BOOL(7) TAGS
 *   request  v8+  => groups:ARRAY[group_id:STRING member_id:NULLABLE_STRING(9+) member_epoch:INT32(9+)
 *                      topics:NULLABLE_ARRAY TAGS] require_stable:BOOL TAGS
 *   response v2-7 => throttle_time_ms:INT32(3+) TOPICS error_code:INT16 TAGS
 *   response v8+  => throttle_time_ms:INT32 groups:ARRAY[group_id:STRING TOPICS error_code:INT16 TAGS] TAGS
 *   TOPICS        => ARRAY[name:STRING partitions:ARRAY[partition_index:INT32 committed_offset:INT64
 *                      committed_leader_epoch:INT32(5+) metadata:NULLABLE_STRING error_code:INT16 TAGS] TAGS]
 */
export interface FetchedOffsets {
  readonly group: string;
  readonly error: number;
  readonly topics: readonly FetchedTopic[];
}
export interface FetchedTopic {
  readonly name: string;
  readonly partitions: readonly number[];
  /** At the same places; partitions without a commit or with an error are left out. */
  readonly offsets: readonly number[];
}

/** First version that takes many groups. */
export const manyGroupsFrom = 8;

/** Up to v7 exactly one group may be named. */
export function offsetFetch(groups: readonly string[]): KafkaRequest<FetchedOffsets[]> {
  return {
    name: 'OffsetFetch',
    key: 9,
    versions: [2, 9],
    flexibleFrom: 6,
    encode(w, version) {
      if (version < manyGroupsFrom) {
        const [only, ...more] = groups;
        if (only === undefined || more.length > 0)
          throw new RangeError('OffsetFetch before v8 takes exactly one group');
        w.string(only);
        w.arrayLength(null);
        if (version >= 7) w.bool(false);
        w.tags();
        return;
      }
      w.array(groups, (group) => {
        w.string(group);
        if (version >= 9) {
          w.string(null);
          w.int32(-1);
        }
        w.arrayLength(null);
        w.tags();
      });
      w.bool(false);
      w.tags();
    },
    async decode(r, version) {
      if (version >= 3) r.int32();
      if (version < manyGroupsFrom) {
        const topics = await readTopics(r, version);
        return [{ group: groups[0] ?? '', topics, error: r.int16() }];
      }
      const answers: FetchedOffsets[] = [];
      for (let count = r.arrayLength(); count > 0; count--) {
        const group = r.string();
        const topics = await readTopics(r, version);
        answers.push({ group, topics, error: r.int16() });
        r.tags();
      }
      return answers;
    },
  };
}

async function readTopics(r: Reader, version: number): Promise<FetchedTopic[]> {
  const topics: FetchedTopic[] = [];
  for (let count = r.arrayLength(); count > 0; count--) {
    const name = r.string();
    const partitions: number[] = [];
    const offsets: number[] = [];
    for (let left = r.arrayLength(); left > 0; left--) {
      const partition = r.int32();
      const offset = r.int64();
      if (version >= 5) r.int32();
      r.nullableString();
      const error = r.int16();
      r.tags();
      if (error === 0 && offset >= 0) {
        partitions.push(partition);
        offsets.push(offset);
      }
    }
    r.tags();
    topics.push({ name, partitions, offsets });
    if (sliceIsOver()) await nextTurn();
  }
  return topics;
}
