import '../../../probe/src/kafkajs-repairs.ts';
import { Kafka, logLevel } from 'kafkajs';
import { setTimeout as sleep } from 'node:timers/promises';
import { instrument } from '../../../probe/src/index.ts';

/**
 * An application with a probe in a process of its own, which can be ended or stopped in the middle of anything:
 * `produce` sends ten records every 20 ms, `consume` handles them. It writes to standard output how many records it has
 * had acknowledged, or has handled, one number a line.
 */

const [role, brokers = '', topic = '', service = '', url = ''] = process.argv.slice(2);
const kafka = new Kafka({ clientId: service, brokers: brokers.split(','), logLevel: logLevel.NOTHING });
const probe = instrument(kafka, { service, bucketMs: 1_000, intervalMs: 1_000, to: { url } });
let count = 0;
const tell = (): void => void process.stdout.write(`${++count}\n`);

if (role === 'produce') {
  const producer = probe.producer();
  await producer.connect();
  for (;;) {
    await producer.send({ topic, messages: Array.from({ length: 10 }, () => ({ value: 'a record' })) });
    for (let i = 0; i < 10; i++) tell();
    await sleep(20);
  }
} else {
  const consumer = probe.consumer({ groupId: service, sessionTimeout: 6_000 });
  await consumer.connect();
  await consumer.subscribe({ topic, fromBeginning: true });
  await consumer.run({
    autoCommitInterval: 200,
    eachMessage: () => {
      tell();
      return Promise.resolve();
    },
  });
}
