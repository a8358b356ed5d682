import { BrokerAnswerError } from '../errors.ts';
import type { KafkaRequest } from '../request.ts';

/**
 * ListGroups (key 16): the groups that the asked broker coordinates. v3 flexible, v4 states, v5 types.
 *
 *   request  => states_filter:ARRAY[STRING](4+) types_filter:ARRAY[STRING](5+) TAGS
 *   response => throttle_time_ms:INT32 error_code:INT16
 *               groups:ARRAY[group_id:STRING protocol_type:STRING group_state:STRING(4+) group_type:STRING(5+) TAGS] TAGS
 */
export interface ListedGroup {
  readonly id: string;
  readonly protocolType: string;
  /** '' before v4. */
  readonly state: string;
  /** Lower case: classic, consumer, share, streams; 'classic' before v5. */
  readonly type: string;
}

/** @throws BrokerAnswerError, e.g. while the coordinator loads its offsets topic. */
export function listGroups(): KafkaRequest<ListedGroup[]> {
  return {
    name: 'ListGroups',
    key: 16,
    versions: [1, 5],
    flexibleFrom: 3,
    encode(w, version) {
      if (version >= 4) w.arrayLength(0);
      if (version >= 5) w.arrayLength(0);
      w.tags();
    },
    decode(r, version) {
      r.int32();
      const error = r.int16();
      if (error !== 0) throw new BrokerAnswerError('ListGroups', error);
      return r.array(() => {
        const group = {
          id: r.string(),
          protocolType: r.string(),
          state: version >= 4 ? r.string() : '',
          type: version >= 5 ? r.string().toLowerCase() : 'classic',
        };
        r.tags();
        return group;
      });
    },
  };
}
