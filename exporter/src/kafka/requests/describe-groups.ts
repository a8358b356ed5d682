import { nextTurn, sliceIsOver } from '../../event-loop.ts';
import type { KafkaRequest } from '../request.ts';
import { Reader } from '../wire.ts';
import type { DescribedGroup, DescribedMember, TopicPartitions } from './described-group.ts';

/**
 * DescribeGroups (key 15): classic groups. v3 authorised operations, v4 instance ids, v5 flexible, v6 messages.
 *
 *   request  => groups:ARRAY[STRING] include_authorized_operations:BOOL(3+) TAGS
 *   response => throttle_time_ms:INT32
 *               groups:ARRAY[error_code:INT16 error_message:NULLABLE_STRING(6+) group_id:STRING group_state:STRING
 *                 protocol_type:STRING protocol_data:STRING
 *                 members:ARRAY[member_id:STRING group_instance_id:NULLABLE_STRING(4+) client_id:STRING
 *                   client_host:STRING member_metadata:BYTES member_assignment:BYTES TAGS]
 *                 authorized_operations:INT32(3+) TAGS] TAGS
 */
export function describeGroups(ids: readonly string[]): KafkaRequest<DescribedGroup[]> {
  return {
    name: 'DescribeGroups',
    key: 15,
    versions: [1, 6],
    flexibleFrom: 5,
    encode(w, version) {
      w.array(ids, (id) => {
        w.string(id);
      });
      if (version >= 3) w.bool(false);
      w.tags();
    },
    async decode(r, version) {
      r.int32();
      const groups: DescribedGroup[] = [];
      for (let count = r.arrayLength(); count > 0; count--) {
        groups.push(readGroup(r, version));
        if (sliceIsOver()) await nextTurn();
      }
      return groups;
    },
  };
}

function readGroup(r: Reader, version: number): DescribedGroup {
  const error = r.int16();
  const errorMessage = version >= 6 ? r.nullableString() : null;
  const id = r.string();
  const state = r.string();
  const protocolType = r.string();
  const protocol = r.string();
  const members = r.array(() => readMember(r, version, protocolType));
  if (version >= 3) r.int32();
  r.tags();
  return { id, error, errorMessage, state, protocolType, protocol, epoch: undefined, members };
}

function readMember(r: Reader, version: number, protocolType: string): DescribedMember {
  const id = r.string();
  const instanceId = version >= 4 ? (r.nullableString() ?? undefined) : undefined;
  const clientId = r.string();
  const host = r.string();
  r.bytes();
  const assignment = r.bytes();
  r.tags();
  return {
    id,
    instanceId,
    clientId,
    host,
    assignment: protocolType === 'consumer' ? readConsumerAssignment(assignment) : undefined,
  };
}

/**
 * ConsumerProtocolAssignment, the same in all its versions as far as it is read:
 *   version:INT16 assigned_partitions:ARRAY[topic:STRING partitions:ARRAY[INT32]] user_data:NULLABLE_BYTES
 * Its writer is the group's leader, an arbitrary client: what cannot be read is undefined, not an error.
 */
function readConsumerAssignment(bytes: Buffer): readonly TopicPartitions[] | undefined {
  if (bytes.length === 0) return [];
  const r = new Reader(bytes, false);
  try {
    r.int16();
    return r.array(() => ({ topic: r.string(), partitions: r.array(() => r.int32()) }));
  } catch {
    return undefined;
  }
}
