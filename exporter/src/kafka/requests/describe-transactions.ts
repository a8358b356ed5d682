import { nextTurn, sliceIsOver } from '../../event-loop.ts';
import type { KafkaRequest } from '../request.ts';

/**
 * DescribeTransactions (key 65, KIP-664), asked of the coordinator of the transactional ids. Needs DESCRIBE on the
 * transactional id. Topics that the principal may not DESCRIBE are left out.
 *
 *   request  => transactional_ids:ARRAY[STRING] TAGS
 *   response => throttle_time_ms:INT32
 *               transaction_states:ARRAY[error_code:INT16 transactional_id:STRING transaction_state:STRING
 *                 transaction_timeout_ms:INT32 transaction_start_time_ms:INT64 producer_id:INT64 producer_epoch:INT16
 *                 topics:ARRAY[topic:STRING partitions:ARRAY[INT32] TAGS] TAGS] TAGS
 */
export interface DescribedTransaction {
  readonly error: number;
  readonly transactionalId: string;
  readonly state: string;
  readonly timeoutMs: number;
  /** Milliseconds since 1970; -1 when there is none. */
  readonly startMs: number;
  readonly producerId: number;
  readonly producerEpoch: number;
  /** Of the transaction that is open; while it is ended, those that have no marker yet. */
  readonly topics: readonly { readonly name: string; readonly partitions: readonly number[] }[];
}

export function describeTransactions(transactionalIds: readonly string[]): KafkaRequest<DescribedTransaction[]> {
  return {
    name: 'DescribeTransactions',
    key: 65,
    versions: [0, 0],
    flexibleFrom: 0,
    encode(w) {
      w.array(transactionalIds, (id) => {
        w.string(id);
      });
      w.tags();
    },
    async decode(r) {
      r.int32();
      const described: DescribedTransaction[] = [];
      for (let left = r.arrayLength(); left > 0; left--) {
        described.push({
          error: r.int16(),
          transactionalId: r.string(),
          state: r.string(),
          timeoutMs: r.int32(),
          startMs: r.int64(),
          producerId: r.int64(),
          producerEpoch: r.int16(),
          topics: r.array(() => {
            const topic = { name: r.string(), partitions: r.array(() => r.int32()) };
            r.tags();
            return topic;
          }),
        });
        r.tags();
        if (sliceIsOver()) await nextTurn();
      }
      return described;
    },
  };
}
