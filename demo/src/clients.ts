import '../../probe/src/kafkajs-repairs.ts';
import { Kafka, logLevel, Partitioners } from 'kafkajs';
import type { Consumer, Message, Producer } from 'kafkajs';
import { onPace, presentPace } from './pace.ts';
import { probed } from './probes.ts';

/** Bootstrap addresses of the cluster, `host:port` separated by commas. */
function brokers(): string[] {
  const addresses = process.env.KAFKA_BROKERS;
  if (!addresses) throw new Error('KAFKA_BROKERS is not set: name the brokers, e.g. KAFKA_BROKERS=127.0.0.1:9092');
  return addresses.split(',').map((address) => address.trim());
}

/**
 * A client that outlives the restart of a broker: it tries again for about a minute. The client id is what an
 * operator sees in Kafka, so it names the application. kafkajs's own log is off: what matters is reported below.
 *
 * @param service The application, where the client id names one of its instances.
 */
export function client(clientId: string, service = clientId): ReturnType<typeof probed> {
  const kafka = new Kafka({
    clientId,
    brokers: brokers(),
    logLevel: logLevel.NOTHING,
    connectionTimeout: 3_000,
    requestTimeout: 15_000,
    retry: { initialRetryTime: 300, maxRetryTime: 3_000, retries: 25 },
  });
  return probed(kafka, service);
}

/** Records with the same key go to the same partition, as with Kafka's Java client. */
export async function connectProducer(clientId: string): Promise<Producer> {
  const producer = client(clientId).producer({ createPartitioner: Partitioners.DefaultPartitioner });
  await producer.connect();
  return named(producer, clientId);
}

/**
 * Kafka does not keep who wrote a record. W3C's baggage in a header of it does: traces follow it from service to
 * service, and Kafkascope names producers by it.
 */
function named(producer: Producer, service: string): Producer {
  const headers = { baggage: `service.name=${encodeURIComponent(service)}` };
  const mark = (messages: Message[]) => messages.map((message) => ({ ...message, headers }));
  return {
    ...producer,
    send: (record) => producer.send({ ...record, messages: mark(record.messages) }),
    sendBatch: ({ topicMessages = [], ...batch }) =>
      producer.sendBatch({
        ...batch,
        topicMessages: topicMessages.map(({ topic, messages }) => ({ topic, messages: mark(messages) })),
      }),
  };
}

/**
 * A member of the consumer group `groupId` that reads `topics`; where the group has no commit, from the beginning.
 *
 * @param clientId Tells several members apart.
 */
export async function connectConsumer(groupId: string, topics: string[], clientId = groupId): Promise<Consumer> {
  const consumer = client(clientId, groupId).consumer({ groupId, sessionTimeout: 15_000, maxWaitTimeInMs: 1_000 });
  let joined = false;
  consumer.on(consumer.events.CRASH, ({ payload: { error, restart } }) => {
    console.log(`${groupId}: ${error.message}; ${restart ? 'joining again' : 'leaving'}`);
    // What kafkajs does not retry ends the process: main.ts starts a fresh one.
    if (!restart) process.exit(1);
    joined = false;
  });
  const settle = () => {
    // kafkajs can pause what it has joined only.
    if (!joined) return;
    const all = topics.map((topic) => ({ topic }));
    if (presentPace() === 'paused') consumer.pause(all);
    else consumer.resume(all);
  };
  onPace(settle);
  consumer.on(consumer.events.GROUP_JOIN, () => {
    joined = true;
    settle();
  });
  await consumer.connect();
  await consumer.subscribe({ topics, fromBeginning: true });
  return consumer;
}
