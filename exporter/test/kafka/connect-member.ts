import type { BrokerConnection } from '../../src/kafka/broker-connection.ts';
import { BrokerAnswerError } from '../../src/kafka/errors.ts';
import type { KafkaRequest } from '../../src/kafka/request.ts';
import type { Writer } from '../../src/kafka/wire.ts';

/**
 * Joins a classic group as a Kafka Connect worker does: protocol type 'connect', metadata and an assignment that are
 * no consumer's. It sends no heartbeats: the member is there for a minute. Resolves to the member's id once the
 * group is stable. `coordinator` has to be the group's.
 */
export async function joinAsConnectWorker(coordinator: BrokerConnection, group: string): Promise<string> {
  const { memberId, generation } = await coordinator.send(joinGroup(group));
  await coordinator.send(syncGroup(group, generation, memberId));
  return memberId;
}

/** A broker that coordinates `group`, among those that are asked in turn. */
export async function coordinatorOf(brokers: readonly BrokerConnection[], group: string): Promise<BrokerConnection> {
  const [any] = brokers;
  if (any === undefined) throw new RangeError('no broker to ask');
  const id = await any.send(findCoordinator(group));
  const found = brokers.find((broker) => broker.id === id);
  if (found === undefined) throw new Error(`broker ${id} coordinates ${group} and is not among those known`);
  return found;
}

/** FindCoordinator v1: request => key:STRING key_type:INT8; response => throttle:INT32 error:INT16 message node_id … */
function findCoordinator(group: string): KafkaRequest<number> {
  return {
    name: 'FindCoordinator',
    key: 10,
    versions: [1, 1],
    flexibleFrom: 3,
    encode(w) {
      w.string(group);
      w.int8(0);
    },
    decode(r) {
      r.int32();
      failOn('FindCoordinator', r.int16());
      r.nullableString();
      return r.int32();
    },
  };
}

/**
 * JoinGroup v3:
 *   request  => group_id:STRING session_timeout_ms:INT32 rebalance_timeout_ms:INT32 member_id:STRING
 *               protocol_type:STRING protocols:ARRAY[name:STRING metadata:BYTES]
 *   response => throttle_time_ms:INT32 error_code:INT16 generation_id:INT32 protocol_name:STRING leader:STRING
 *               member_id:STRING members:ARRAY[…]
 */
function joinGroup(group: string): KafkaRequest<{ memberId: string; generation: number }> {
  return {
    name: 'JoinGroup',
    key: 11,
    versions: [3, 3],
    flexibleFrom: 6,
    encode(w) {
      w.string(group);
      w.int32(60_000);
      w.int32(60_000);
      w.string('');
      w.string('connect');
      w.arrayLength(1);
      w.string('sessioned');
      bytes(w, Buffer.from('\u0000\u0001http://127.0.0.1:8083/'));
    },
    decode(r) {
      r.int32();
      failOn('JoinGroup', r.int16());
      const generation = r.int32();
      r.string();
      r.string();
      return { generation, memberId: r.string() };
    },
  };
}

/**
 * SyncGroup v2:
 *   request  => group_id:STRING generation_id:INT32 member_id:STRING assignments:ARRAY[member_id:STRING assignment:BYTES]
 *   response => throttle_time_ms:INT32 error_code:INT16 assignment:BYTES
 */
function syncGroup(group: string, generation: number, memberId: string): KafkaRequest<void> {
  return {
    name: 'SyncGroup',
    key: 14,
    versions: [2, 2],
    flexibleFrom: 4,
    encode(w) {
      w.string(group);
      w.int32(generation);
      w.string(memberId);
      w.arrayLength(1);
      w.string(memberId);
      // Read as a consumer's assignment, these bytes would be two billion topics.
      bytes(w, Buffer.from('00017fffffff', 'hex'));
    },
    decode(r) {
      r.int32();
      failOn('SyncGroup', r.int16());
    },
  };
}

function bytes(w: Writer, value: Buffer): void {
  w.int32(value.length);
  for (const byte of value) w.int8((byte << 24) >> 24);
}

function failOn(api: string, code: number): void {
  if (code !== 0) throw new BrokerAnswerError(api, code);
}
