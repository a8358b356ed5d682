import { nextTurn, sliceIsOver } from '../../event-loop.ts';
import { BrokerAnswerError } from '../errors.ts';
import type { KafkaRequest } from '../request.ts';
import type { Reader } from '../wire.ts';

/**
 * Metadata (key 3): brokers, topics, partitions. v7 leader epochs, v10 topic ids, v12 topics by id, v13 error code.
 *
 *   request  => topics:NULLABLE_ARRAY[topic_id:UUID(10+) name:NULLABLE_STRING TAGS]
 *               allow_auto_topic_creation:BOOL include_cluster_authorized_operations:BOOL(8-10)
 *               include_topic_authorized_operations:BOOL(8+) TAGS
 *   response => throttle_time_ms:INT32
 *               brokers:ARRAY[node_id:INT32 host:STRING port:INT32 rack:NULLABLE_STRING TAGS]
 *               cluster_id:NULLABLE_STRING controller_id:INT32
 *               topics:ARRAY[error_code:INT16 name:NULLABLE_STRING topic_id:UUID(10+) is_internal:BOOL
 *                 partitions:ARRAY[error_code:INT16 partition_index:INT32 leader_id:INT32 leader_epoch:INT32(7+)
 *                   replica_nodes:ARRAY[INT32] isr_nodes:ARRAY[INT32] offline_replicas:ARRAY[INT32](5+) TAGS]
 *                 topic_authorized_operations:INT32(8+) TAGS]
 *               cluster_authorized_operations:INT32(8-10) error_code:INT16(13+) TAGS
 */
export interface MetadataAnswer {
  readonly clusterId: string | undefined;
  readonly brokers: readonly MetadataBroker[];
}
export interface MetadataBroker {
  readonly id: number;
  readonly host: string;
  readonly port: number;
  readonly rack: string | undefined;
}

/** Receives topics as they are decoded, so that a large cluster is never held as objects. */
export interface MetadataSink {
  /** Returns false to have the topic's partitions skipped. */
  topic(name: string, id: string | undefined, internal: boolean, error: number): boolean;
  /** `replicas` and `isr` are valid during the call only. */
  partition(
    number: number,
    error: number,
    leader: number,
    leaderEpoch: number,
    replicas: number[],
    isr: number[],
  ): void;
}

/** All topics with all partitions; never creates a topic. */
export function metadata(sink: MetadataSink): KafkaRequest<MetadataAnswer> {
  return {
    name: 'Metadata',
    key: 3,
    versions: [5, 13],
    flexibleFrom: 9,
    encode(w, version) {
      w.arrayLength(null);
      w.bool(false);
      if (version >= 8 && version <= 10) w.bool(false);
      if (version >= 8) w.bool(false);
      w.tags();
    },
    async decode(r, version) {
      r.int32();
      const brokers = r.array(() => {
        const broker = { id: r.int32(), host: r.string(), port: r.int32(), rack: r.nullableString() ?? undefined };
        r.tags();
        return broker;
      });
      const clusterId = r.nullableString() ?? undefined;
      r.int32();
      await decodeTopics(r, version, sink);
      if (version >= 8 && version <= 10) r.int32();
      const error = version >= 13 ? r.int16() : 0;
      if (error !== 0) throw new BrokerAnswerError('Metadata', error);
      return { clusterId, brokers };
    },
  };
}

async function decodeTopics(r: Reader, version: number, sink: MetadataSink): Promise<void> {
  const replicas: number[] = [];
  const isr: number[] = [];
  for (let topics = r.arrayLength(); topics > 0; topics--) {
    const error = r.int16();
    const name = r.string();
    const id = version >= 10 ? r.uuid() : undefined;
    const wanted = sink.topic(name, id, r.bool(), error);
    for (let partitions = r.arrayLength(); partitions > 0; partitions--) {
      const partitionError = r.int16();
      const number = r.int32();
      const leader = r.int32();
      const leaderEpoch = version >= 7 ? r.int32() : -1;
      readNodes(r, replicas);
      readNodes(r, isr);
      for (let offline = r.arrayLength(); offline > 0; offline--) r.int32();
      r.tags();
      if (wanted) sink.partition(number, partitionError, leader, leaderEpoch, replicas, isr);
    }
    if (version >= 8) r.int32();
    r.tags();
    if (sliceIsOver()) await nextTurn();
  }
}

function readNodes(r: Reader, into: number[]): void {
  into.length = 0;
  for (let count = r.arrayLength(); count > 0; count--) into.push(r.int32());
}
