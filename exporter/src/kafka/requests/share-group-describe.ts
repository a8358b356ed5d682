import type { KafkaRequest } from '../request.ts';
import type { Reader } from '../wire.ts';
import { readAssignment, readGroup } from './consumer-group-describe.ts';
import { writeGroupIds, type DescribedGroup, type DescribedMember } from './described-group.ts';

/**
 * ShareGroupDescribe (key 77, KIP-932). v1 is the first stable version.
 *
 *   request  => group_ids:ARRAY[STRING] include_authorized_operations:BOOL TAGS
 *   response => as ConsumerGroupDescribe's, its members being
 *                 member_id:STRING rack_id:NULLABLE_STRING member_epoch:INT32 client_id:STRING client_host:STRING
 *                 subscribed_topic_names:ARRAY[STRING] assignment:ASSIGNMENT TAGS
 */
export function shareGroupDescribe(ids: readonly string[]): KafkaRequest<DescribedGroup[]> {
  return {
    name: 'ShareGroupDescribe',
    key: 77,
    versions: [1, 1],
    flexibleFrom: 0,
    encode(w) {
      writeGroupIds(w, ids);
    },
    decode(r) {
      r.int32();
      return r.array(() => readGroup(r, readMember));
    },
  };
}

function readMember(r: Reader): DescribedMember {
  const id = r.string();
  r.nullableString();
  r.int32();
  const clientId = r.string();
  const host = r.string();
  r.array(() => r.string());
  const assignment = readAssignment(r);
  r.tags();
  return { id, instanceId: undefined, clientId, host, assignment };
}
