import { randomInt } from 'node:crypto';
import { eventually } from '../../exporter/test/kafka/eventually.ts';
import { kafkaClient } from '../../exporter/test/kafka/kafkajs-members.ts';

/** A topic of one partition, and a group without members that has committed in it. */
export interface Subject {
  readonly topic: string;
  readonly group: string;
  produce(records: number): Promise<void>;
  commit(offset: number): Promise<void>;
  /** As retention does. */
  deleteRecordsBefore(offset: number): Promise<void>;
  remove(): Promise<void>;
}

/** Makes a subject on the brokers of KAFKA_BROKERS, whose names no other has. */
export async function makeSubject(records: number, committed: number): Promise<Subject> {
  // Without digits: what a node shows is looked for in its text, where its name stands as well.
  const name = Array.from({ length: 8 }, () => String.fromCharCode(97 + randomInt(26))).join('');
  const topic = `test-orders-${name}`;
  const group = `test-billing-${name}`;
  const kafka = kafkaClient(process.env.KAFKA_BROKERS ?? '', 'test-grafana');
  const admin = kafka.admin();
  const producer = kafka.producer();
  await Promise.all([admin.connect(), producer.connect()]);
  const subject: Subject = {
    topic,
    group,
    async produce(count) {
      const messages = Array.from({ length: count }, (_, index) => ({ value: `record ${index}` }));
      await producer.send({ topic, messages });
    },
    commit: (offset) =>
      admin.setOffsets({ groupId: group, topic, partitions: [{ partition: 0, offset: String(offset) }] }),
    deleteRecordsBefore: (offset) =>
      admin.deleteTopicRecords({ topic, partitions: [{ partition: 0, offset: String(offset) }] }),
    async remove() {
      await admin.deleteGroups([group]);
      await admin.deleteTopics({ topics: [topic] });
      await Promise.all([admin.disconnect(), producer.disconnect()]);
    },
  };
  await admin.createTopics({ topics: [{ topic, numPartitions: 1 }], waitForLeaders: false });
  // Until all brokers have heard of the topic.
  await eventually(() => subject.produce(records));
  await eventually(() => subject.commit(committed));
  return subject;
}
