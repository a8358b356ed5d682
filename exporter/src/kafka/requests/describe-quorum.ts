import { BrokerAnswerError } from '../errors.ts';
import type { KafkaRequest } from '../request.ts';
import type { Reader } from '../wire.ts';

/**
 * DescribeQuorum (key 55, KIP-595): the KRaft controllers, asked of any broker, which passes it on. Always flexible.
 *
 *   request  => topics:ARRAY[topic_name:STRING partitions:ARRAY[partition_index:INT32 TAGS] TAGS] TAGS
 *   response => error_code:INT16 error_message:NULLABLE_STRING(2+)
 *               topics:ARRAY[topic_name:STRING
 *                 partitions:ARRAY[partition_index:INT32 error_code:INT16 error_message:NULLABLE_STRING(2+)
 *                   leader_id:INT32 leader_epoch:INT32 high_watermark:INT64
 *                   current_voters:ARRAY[REPLICA] observers:ARRAY[REPLICA] TAGS] TAGS]
 *               nodes:ARRAY[…](2+) TAGS
 *   REPLICA  => replica_id:INT32 replica_directory_id:UUID(2+) log_end_offset:INT64
 *               last_fetch_timestamp:INT64(1+) last_caught_up_timestamp:INT64(1+) TAGS
 */
export interface DescribedQuorum {
  readonly leaderId: number;
  readonly leaderEpoch: number;
  readonly highWatermark: number;
  readonly voters: readonly { readonly id: number; readonly logEndOffset: number }[];
}

/** @throws BrokerAnswerError, e.g. without the right DESCRIBE on the cluster or while no controller leads. */
export function describeQuorum(): KafkaRequest<DescribedQuorum> {
  return {
    name: 'DescribeQuorum',
    key: 55,
    versions: [0, 2],
    flexibleFrom: 0,
    encode(w) {
      w.arrayLength(1);
      w.string('__cluster_metadata');
      w.arrayLength(1);
      w.int32(0);
      w.tags();
      w.tags();
      w.tags();
    },
    decode(r, version) {
      const error = r.int16();
      const message = version >= 2 ? r.nullableString() : null;
      if (error !== 0) throw new BrokerAnswerError('DescribeQuorum', error, message);
      const [quorum] = r
        .array(() => {
          r.string();
          const partitions = r.array(() => readPartition(r, version));
          r.tags();
          return partitions;
        })
        .flat();
      if (quorum === undefined) throw new BrokerAnswerError('DescribeQuorum', -1, 'no partition in the answer');
      return quorum;
    },
  };
}

function readPartition(r: Reader, version: number): DescribedQuorum {
  r.int32();
  const error = r.int16();
  const message = version >= 2 ? r.nullableString() : null;
  if (error !== 0) throw new BrokerAnswerError('DescribeQuorum', error, message);
  const leaderId = r.int32();
  const leaderEpoch = r.int32();
  const highWatermark = r.int64();
  const voters = r.array(() => readReplica(r, version));
  r.array(() => readReplica(r, version));
  r.tags();
  return { leaderId, leaderEpoch, highWatermark, voters };
}

function readReplica(r: Reader, version: number): { id: number; logEndOffset: number } {
  const id = r.int32();
  if (version >= 2) r.uuid();
  const logEndOffset = r.int64();
  if (version >= 1) {
    r.int64Approximate();
    r.int64Approximate();
  }
  r.tags();
  return { id, logEndOffset };
}
