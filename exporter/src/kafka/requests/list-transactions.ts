import { nextTurn, sliceIsOver } from '../../event-loop.ts';
import { BrokerAnswerError } from '../errors.ts';
import type { KafkaRequest } from '../request.ts';

/**
 * ListTransactions (key 66, KIP-664): the transactional ids that the asked broker coordinates, of which the principal
 * may DESCRIBE the transactional id; the others are left out without a word. v1 durations, v2 patterns.
 *
 *   request  => state_filters:ARRAY[STRING] producer_id_filters:ARRAY[INT64] duration_filter:INT64(1+)
 *               transactional_id_pattern:NULLABLE_STRING(2+) TAGS
 *   response => throttle_time_ms:INT32 error_code:INT16 unknown_state_filters:ARRAY[STRING]
 *               transaction_states:ARRAY[transactional_id:STRING producer_id:INT64 transaction_state:STRING TAGS] TAGS
 */
export interface ListedTransaction {
  readonly transactionalId: string;
  readonly producerId: number;
  /** Empty, Ongoing, PrepareCommit, PrepareAbort, CompleteCommit, CompleteAbort, … */
  readonly state: string;
}

/** @throws BrokerAnswerError, e.g. while the coordinator loads its transactions. */
export function listTransactions(): KafkaRequest<ListedTransaction[]> {
  return {
    name: 'ListTransactions',
    key: 66,
    versions: [0, 2],
    flexibleFrom: 0,
    encode(w, version) {
      w.arrayLength(0);
      w.arrayLength(0);
      if (version >= 1) w.int64(-1);
      if (version >= 2) w.string(null);
      w.tags();
    },
    async decode(r) {
      r.int32();
      const error = r.int16();
      if (error !== 0) throw new BrokerAnswerError('ListTransactions', error);
      r.array(() => r.string());
      const listed: ListedTransaction[] = [];
      for (let left = r.arrayLength(); left > 0; left--) {
        listed.push({ transactionalId: r.string(), producerId: r.int64(), state: r.string() });
        r.tags();
        if (sliceIsOver()) await nextTurn();
      }
      return listed;
    },
  };
}
