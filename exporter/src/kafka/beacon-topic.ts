import kafkajs from 'kafkajs';
import type { Consumer, Kafka } from 'kafkajs';
import { clientOptions, type ConnectionSettings } from './connection-settings.ts';

export interface BeaconTopicOptions {
  readonly brokers: readonly string[];
  readonly settings: ConnectionSettings;
  readonly topic: string;
  readonly group: string;
  /** The value of each record, the partition that it is from, and whether it lay there before reading began. */
  readonly onBeacon: (value: Buffer, partition: number, isOld: boolean) => void;
  /** Called when other partitions are read from now on: each of them from its beginning. */
  readonly onAssigned: (partitions: ReadonlySet<number>) => void;
  /** Why nothing is read; undefined when it goes on. */
  readonly onProblem: (error: Error | undefined) => void;
}

/** Beacons are kept for a day, and of each key the newest for longer: what is compared is at most a day old. */
const config = [
  { name: 'cleanup.policy', value: 'compact,delete' },
  { name: 'retention.ms', value: '86400000' },
  { name: 'segment.ms', value: '3600000' },
];
const partitions = 12;
const tryAgainMs = 10_000;

/**
 * Reads the topic of beacons as a member of a group, so that several exporters divide it. Whoever is assigned a
 * partition reads it from its beginning: the state of an audit is what the topic holds.
 */
export class BeaconTopic {
  readonly #options: BeaconTopicOptions;
  readonly #kafka: Kafka;
  #consumer: Consumer | undefined;
  #again: NodeJS.Timeout | undefined;
  #isClosed = false;
  /** Where partitions ended when reading began, the last time that it did. */
  readonly #oldUntil = new Map<number, number>();
  /** Partitions that were read up to there. */
  readonly #read = new Set<number>();

  constructor(options: BeaconTopicOptions) {
    this.#options = options;
    this.#kafka = new kafkajs.Kafka(clientOptions(options.brokers, options.settings));
  }

  /** Goes on trying; what fails is told. */
  start(): void {
    this.#again = undefined;
    this.#begin().catch((error: unknown) => this.#failed(error));
  }

  #failed(error: unknown): void {
    this.#options.onProblem(error instanceof Error ? error : new Error(String(error)));
    if (!this.#isClosed) this.#again ??= setTimeout(() => this.start(), tryAgainMs);
  }

  /** Whether all is known that lay in a partition when this exporter took it over. */
  isRead(partition: number): boolean {
    return this.#read.has(partition);
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    clearTimeout(this.#again);
    const consumer = this.#consumer;
    this.#consumer = undefined;
    await consumer?.disconnect();
  }

  async #begin(): Promise<void> {
    const { topic, group, onBeacon, onAssigned, onProblem } = this.#options;
    await this.#createIfMissing();
    await this.#consumer?.disconnect();
    if (this.#isClosed) return;
    const consumer = this.#kafka.consumer({
      groupId: group,
      allowAutoTopicCreation: false,
      maxWaitTimeInMs: 1_000,
      // kafkajs would go on starting again after a disconnect that came while it did.
      retry: { restartOnFailure: () => Promise.resolve(false) },
    });
    this.#consumer = consumer;
    consumer.on(consumer.events.GROUP_JOIN, ({ payload }) => {
      const own = new Set(payload.memberAssignment[topic] ?? []);
      this.#oldUntil.clear();
      for (const partition of this.#read) if (!own.has(partition)) this.#read.delete(partition);
      onAssigned(own);
      // kafkajs takes a negative offset for the logical one: -2 is the earliest.
      for (const partition of own) consumer.seek({ topic, partition, offset: '-2' });
    });
    consumer.on(consumer.events.CRASH, ({ payload }) => this.#failed(payload.error));
    await consumer.connect();
    await consumer.subscribe({ topic, fromBeginning: true });
    // It was closed, or begun anew, meanwhile.
    if (this.#consumer !== consumer) return;
    await consumer.run({
      eachBatch: ({ batch }) => {
        const { partition } = batch;
        const oldUntil = this.#oldUntil.get(partition) ?? Number(batch.highWatermark);
        this.#oldUntil.set(partition, oldUntil);
        for (const { value, offset } of batch.messages) {
          if (value !== null) onBeacon(value, partition, Number(offset) < oldUntil);
        }
        if (Number(batch.lastOffset()) + 1 >= oldUntil) this.#read.add(partition);
        return Promise.resolve();
      },
    });
    onProblem(undefined);
  }

  async #createIfMissing(): Promise<void> {
    const { topic } = this.#options;
    const admin = this.#kafka.admin();
    await admin.connect();
    try {
      if ((await admin.listTopics()).includes(topic)) return;
      const { brokers } = await admin.describeCluster();
      await admin.createTopics({
        waitForLeaders: true,
        topics: [
          { topic, numPartitions: partitions, replicationFactor: Math.min(3, brokers.length), configEntries: config },
        ],
      });
    } finally {
      await admin.disconnect();
    }
  }
}
