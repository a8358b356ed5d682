import { nextTurn, sliceIsOver } from '../../event-loop.ts';
import type { KafkaRequest } from '../request.ts';
import type { Reader } from '../wire.ts';
import { writeGroupIds, type DescribedGroup, type DescribedMember, type TopicPartitions } from './described-group.ts';

/**
 * ConsumerGroupDescribe (key 69, KIP-848): groups of the new consumer protocol. Always flexible; v1 member types.
 *
 *   request  => group_ids:ARRAY[STRING] include_authorized_operations:BOOL TAGS
 *   response => throttle_time_ms:INT32
 *               groups:ARRAY[error_code:INT16 error_message:NULLABLE_STRING group_id:STRING group_state:STRING
 *                 group_epoch:INT32 assignment_epoch:INT32 assignor_name:STRING
 *                 members:ARRAY[member_id:STRING instance_id:NULLABLE_STRING rack_id:NULLABLE_STRING
 *                   member_epoch:INT32 client_id:STRING client_host:STRING subscribed_topic_names:ARRAY[STRING]
 *                   subscribed_topic_regex:NULLABLE_STRING assignment:ASSIGNMENT target_assignment:ASSIGNMENT
 *                   member_type:INT8(1+) TAGS]
 *                 authorized_operations:INT32 TAGS] TAGS
 *   ASSIGNMENT => topic_partitions:ARRAY[topic_id:UUID topic_name:STRING partitions:ARRAY[INT32] TAGS] TAGS
 */
export function consumerGroupDescribe(ids: readonly string[]): KafkaRequest<DescribedGroup[]> {
  return {
    name: 'ConsumerGroupDescribe',
    key: 69,
    versions: [0, 1],
    flexibleFrom: 0,
    encode(w) {
      writeGroupIds(w, ids);
    },
    async decode(r, version) {
      r.int32();
      const groups: DescribedGroup[] = [];
      for (let count = r.arrayLength(); count > 0; count--) {
        groups.push(readGroup(r, (reader) => readMember(reader, version)));
        if (sliceIsOver()) await nextTurn();
      }
      return groups;
    },
  };
}

/** The group's frame, which ShareGroupDescribe shares. */
export function readGroup(r: Reader, member: (r: Reader) => DescribedMember): DescribedGroup {
  const error = r.int16();
  const errorMessage = r.nullableString();
  const id = r.string();
  const state = r.string();
  const epoch = r.int32();
  r.int32();
  const protocol = r.string();
  const members = r.array(() => member(r));
  r.int32();
  r.tags();
  return { id, error, errorMessage, state, protocolType: undefined, protocol, epoch, members };
}

/** ASSIGNMENT above. */
export function readAssignment(r: Reader): TopicPartitions[] {
  const topics = r.array(() => {
    r.uuid();
    const topic = r.string();
    const partitions = r.array(() => r.int32());
    r.tags();
    return { topic, partitions };
  });
  r.tags();
  return topics;
}

function readMember(r: Reader, version: number): DescribedMember {
  const id = r.string();
  const instanceId = r.nullableString() ?? undefined;
  r.nullableString();
  r.int32();
  const clientId = r.string();
  const host = r.string();
  r.array(() => r.string());
  r.nullableString();
  const assignment = readAssignment(r);
  readAssignment(r);
  if (version >= 1) r.int8();
  r.tags();
  return { id, instanceId, clientId, host, assignment };
}
