import type { Cluster } from '../../../cluster/src/cluster.ts';
import { BrokerConnection } from '../../src/kafka/broker-connection.ts';
import { BrokerAnswerError } from '../../src/kafka/errors.ts';
import type { KafkaRequest } from '../../src/kafka/request.ts';
import { plaintext } from './snapshot-taker.ts';

const unclean = 1;

/**
 * Makes a live replica the leader of partitions that have none, though it was not in sync: what only it lacks is lost.
 * The configuration of the topic need not allow it. Asks the running brokers' plaintext listeners.
 * @throws when a partition has a leader, or no live replica.
 */
export async function electUncleanly(cluster: Cluster, topic: string, partitions: readonly number[]): Promise<void> {
  const port = cluster.brokers.find(({ pid }) => pid !== undefined)?.node.internalPort;
  if (port === undefined) throw new Error('no broker runs');
  const broker = new BrokerConnection(undefined, '127.0.0.1', port, plaintext);
  try {
    await broker.send(electLeaders(topic, partitions));
  } finally {
    broker.close();
  }
}

/**
 * ElectLeaders v1:
 *   request  => election_type:INT8 topic_partitions:ARRAY[topic:STRING partitions:ARRAY[INT32]] timeout_ms:INT32
 *   response => throttle_time_ms:INT32 error_code:INT16
 *               results:ARRAY[topic:STRING partitions:ARRAY[partition:INT32 error_code:INT16
 *                 error_message:NULLABLE_STRING]]
 */
function electLeaders(topic: string, partitions: readonly number[]): KafkaRequest<void> {
  return {
    name: 'ElectLeaders',
    key: 43,
    versions: [1, 1],
    flexibleFrom: 2,
    encode(w) {
      w.int8(unclean);
      w.array([topic], (name) => {
        w.string(name);
        w.array(partitions, (partition) => {
          w.int32(partition);
        });
      });
      w.int32(10_000);
    },
    decode(r) {
      r.int32();
      failOn(r.int16(), null);
      r.array(() => {
        r.string();
        r.array(() => {
          r.int32();
          failOn(r.int16(), r.nullableString());
        });
      });
    },
  };
}

function failOn(code: number, message: string | null): void {
  if (code !== 0) throw new BrokerAnswerError('ElectLeaders', code, message);
}
