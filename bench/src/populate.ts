import kafkajs, { type TopicMessages, type TopicOffsets } from 'kafkajs';
import { setTimeout as sleep } from 'node:timers/promises';

// kafkajs is CommonJS; Node does not find all of its names.
const { Kafka, KafkaJSProtocolError, logLevel } = kafkajs;

/** How large the cluster under measurement is. */
export interface Scale {
  readonly topics: number;
  readonly partitionsPerTopic: number;
  readonly groups: number;
  /** Over all groups. */
  readonly offsets: number;
}

export interface TopicRange {
  readonly from: number;
  readonly to: number;
}

const recordsPerPartition = 5;
const busyTopics = 20;
const partitionsPerRequest = 1000;
const patienceMs = 300_000;

/** Creates topics, records, and groups that have committed and left, with what every client may do. */
export class Populator {
  #kafka: kafkajs.Kafka;
  #scale: Scale;

  constructor(brokers: readonly string[], scale: Scale) {
    this.#kafka = new Kafka({
      clientId: 'kafkascope-bench',
      brokers: [...brokers],
      logLevel: logLevel.NOTHING,
      // Thousands of partitions keep a controller busy for a while.
      requestTimeout: 120_000,
      retry: { retries: 10 },
    });
    this.#scale = scale;
  }

  /** Topics `from` to `to`, replication factor 1, with records in every partition; waits for the leaders. */
  async addTopics({ from, to }: TopicRange): Promise<void> {
    const topics = Array.from({ length: to - from }, (_, index) => topicName(from + index));
    const admin = this.#kafka.admin();
    await admin.connect();
    try {
      for (const chunk of this.#chunks(topics)) {
        await admin.createTopics({
          topics: chunk.map((topic) => ({
            topic,
            numPartitions: this.#scale.partitionsPerTopic,
            replicationFactor: 1,
          })),
          timeout: 120_000,
          waitForLeaders: false,
        });
      }
      // Answers with an error while a topic is unknown or a partition has no leader.
      await patiently(() => admin.fetchTopicMetadata({ topics }));
    } finally {
      await admin.disconnect();
    }
    await this.#produce(topics);
  }

  async #produce(topics: readonly string[]): Promise<void> {
    const producer = this.#kafka.producer({ allowAutoTopicCreation: false });
    await producer.connect();
    try {
      for (const chunk of this.#chunks(topics)) {
        await producer.sendBatch({ topicMessages: chunk.map((topic) => this.#records(topic)) });
      }
    } finally {
      await producer.disconnect();
    }
  }

  #records(topic: string): TopicMessages {
    const messages = Array.from({ length: this.#scale.partitionsPerTopic * recordsPerPartition }, (_, index) => ({
      partition: index % this.#scale.partitionsPerTopic,
      value: `record ${String(index)}`,
    }));
    return { topic, messages };
  }

  /**
   * Writes on to the first topics, a record a second into each of their partitions, as an idempotent producer with a
   * header that names it: so that there are producers to be seen.
   * @returns what ends it.
   */
  async writeOn(): Promise<() => Promise<void>> {
    const producer = this.#kafka.producer({ idempotent: true, maxInFlightRequests: 1 });
    await producer.connect();
    const topicMessages = Array.from({ length: busyTopics }, (_, index) => ({
      topic: topicName(index),
      messages: Array.from({ length: this.#scale.partitionsPerTopic }, (_, partition) => ({
        partition,
        value: 'one more record',
        headers: { ce_source: 'bench' },
      })),
    }));
    const ended = new AbortController();
    const writing = (async () => {
      while (!ended.signal.aborted) {
        await producer.sendBatch({ topicMessages });
        await sleep(1_000, undefined, { signal: ended.signal }).catch(() => undefined);
      }
    })();
    return async () => {
      ended.abort();
      await writing;
      await producer.disconnect();
    };
  }

  /**
   * Commits for every group, over the first `topics` topics. All of it is one transaction, because that is how a client
   * of kafkajs commits for groups that it is no member of.
   */
  async addGroups(topics: number): Promise<void> {
    const producer = this.#kafka.producer({
      transactionalId: 'kafkascope-bench',
      idempotent: true,
      maxInFlightRequests: 1,
    });
    await producer.connect();
    try {
      await patiently(async () => {
        const transaction = await producer.transaction();
        try {
          for (let group = 0; group < this.#scale.groups; group++) {
            await transaction.sendOffsets({ consumerGroupId: groupName(group), topics: this.#commits(group, topics) });
          }
          await transaction.commit();
        } catch (error) {
          await transaction.abort();
          throw error;
        }
      });
    } finally {
      await producer.disconnect();
    }
  }

  /** Every group has consumed a part of the records of some topics: its lag is 0 to recordsPerPartition. */
  #commits(group: number, topics: number): TopicOffsets[] {
    const { groups, offsets, partitionsPerTopic } = this.#scale;
    const topicsPerGroup = offsets / groups / partitionsPerTopic;
    if (!Number.isInteger(topicsPerGroup)) throw new Error('a group of the bench commits for whole topics');
    return Array.from({ length: topicsPerGroup }, (_, index) => ({
      topic: topicName((group * topicsPerGroup + index) % topics),
      partitions: Array.from({ length: partitionsPerTopic }, (_, partition) => ({
        partition,
        offset: String(partition % (recordsPerPartition + 1)),
      })),
    }));
  }

  *#chunks(topics: readonly string[]): Generator<readonly string[]> {
    const size = Math.max(1, Math.floor(partitionsPerRequest / this.#scale.partitionsPerTopic));
    for (let from = 0; from < topics.length; from += size) yield topics.slice(from, from + size);
  }
}

/** Tries again while brokers say that it is too early: new topics and new coordinators take a while. */
async function patiently<T>(attempt: () => Promise<T>): Promise<T> {
  const deadlineMs = Date.now() + patienceMs;
  for (;;) {
    try {
      return await attempt();
    } catch (error) {
      if (!(error instanceof KafkaJSProtocolError) || !error.retriable || Date.now() > deadlineMs) throw error;
      await sleep(1000);
    }
  }
}

function topicName(index: number): string {
  return `bench.orders.${String(index).padStart(5, '0')}`;
}

function groupName(index: number): string {
  return `bench-service-${String(index).padStart(4, '0')}`;
}
