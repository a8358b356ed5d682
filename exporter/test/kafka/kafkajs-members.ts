import { Kafka, logLevel, type Consumer } from 'kafkajs';

export function kafkaClient(bootstrap: string, clientId: string): Kafka {
  return new Kafka({ brokers: bootstrap.split(','), clientId, logLevel: logLevel.NOTHING });
}

/** Joins `group`, reads from the beginning and commits as it goes; disconnecting commits the rest. */
export async function startKafkajsMember(
  bootstrap: string,
  member: { readonly group: string; readonly clientId: string; readonly topic: string },
): Promise<Consumer> {
  const consumer = kafkaClient(bootstrap, member.clientId).consumer({ groupId: member.group, heartbeatInterval: 500 });
  await consumer.connect();
  await consumer.subscribe({ topic: member.topic, fromBeginning: true });
  await consumer.run({ autoCommitInterval: 200, eachMessage: () => Promise.resolve() });
  return consumer;
}
