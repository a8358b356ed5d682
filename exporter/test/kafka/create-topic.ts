import type { ITopicConfig } from 'kafkajs';
import type { Cluster } from '../../../cluster/src/cluster.ts';
import { BrokerConnection } from '../../src/kafka/broker-connection.ts';
import { metadata } from '../../src/kafka/requests/metadata.ts';
import { eventually } from './eventually.ts';
import { kafkaClient } from './kafkajs-members.ts';
import { plaintext } from './snapshot-taker.ts';

/**
 * Creates a topic and resolves once every broker knows it and who leads its partitions. kafkajs's own waiting
 * fails when it happens to ask a broker that has not heard of the topic yet.
 */
export async function createTopic(
  cluster: Cluster,
  topic: string,
  numPartitions: number,
  more: Partial<ITopicConfig> = {},
): Promise<void> {
  const admin = kafkaClient(cluster.bootstrap, 'admin').admin();
  await admin.connect();
  await admin.createTopics({
    topics: [{ topic, ...(more.replicaAssignment === undefined && { numPartitions }), ...more }],
    waitForLeaders: false,
  });
  await admin.disconnect();
  await Promise.all(
    cluster.bootstrap.split(',').map(async (address) => {
      const broker = new BrokerConnection(undefined, '127.0.0.1', Number(address.split(':')[1]), plaintext);
      try {
        await eventually(async () => {
          const led = await countLed(broker, topic);
          if (led !== numPartitions) throw new Error(`${address} knows the leaders of ${led} partitions of ${topic}`);
        });
      } finally {
        broker.close();
      }
    }),
  );
}

/** How many partitions of the topic have a leader, as far as the broker knows. */
async function countLed(broker: BrokerConnection, wanted: string): Promise<number> {
  let led = 0;
  const request = metadata({
    topic: (name) => name === wanted,
    partition: (_number, _error, leader) => {
      if (leader >= 0) led++;
    },
  });
  await broker.send(request);
  return led;
}
