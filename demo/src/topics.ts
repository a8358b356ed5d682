import kafkajs from 'kafkajs';
import type { Admin } from 'kafkajs';
import { client } from './clients.ts';
import { pause, play } from './play.ts';

const hourMs = 3_600_000;

const partitions = {
  'ocean.atlantic': 6,
  'ocean.pacific': 3,
  'logs.access': 6,
  'logs.errors': 3,
  orders: 6,
  payments: 6,
  'host.metrics': 1,
  parcels: 2,
};

export const topicNames = Object.keys(partitions);

interface Retention {
  /** How long a record is kept, at least. */
  readonly retentionMs: number;
  /** After so long a new segment begins: retention deletes whole ones. */
  readonly segmentMs: number;
}

/** One hour, in segments of ten minutes, so that a demo that runs for days does not fill the disk. */
export const keep: Retention = { retentionMs: hourMs, segmentMs: hourMs / 6 };

export async function keepFor(admin: Admin, topic: string, retention: Retention): Promise<void> {
  const resource = { type: kafkajs.ConfigResourceTypes.TOPIC, name: topic, configEntries: entriesOf(retention) };
  await admin.alterConfigs({ validateOnly: false, resources: [resource] });
}

function entriesOf({ retentionMs, segmentMs }: Retention): { name: string; value: string }[] {
  return [
    { name: 'retention.ms', value: String(retentionMs) },
    { name: 'segment.ms', value: String(segmentMs) },
  ];
}

/** Deletes those that are there. */
export async function deleteTopics(admin: Admin, topics: readonly string[]): Promise<void> {
  const present = new Set(await admin.listTopics());
  const found = topics.filter((topic) => present.has(topic));
  if (found.length > 0) await admin.deleteTopics({ topics: found });
}

/** Creates the topics that are not there yet: three replicas each, or as many as there are brokers. */
async function create(stop: AbortSignal): Promise<void> {
  const admin = client('demo').admin();
  await admin.connect();
  const present = new Set(await admin.listTopics());
  const missing = Object.entries(partitions).filter(([topic]) => !present.has(topic));
  if (missing.length > 0) {
    const { brokers } = await admin.describeCluster();
    await admin.createTopics({
      // kafkajs takes it for an error that a broker has not heard of a new topic yet.
      waitForLeaders: false,
      topics: missing.map(([topic, numPartitions]) => ({
        topic,
        numPartitions,
        replicationFactor: Math.min(3, brokers.length),
        configEntries: entriesOf(keep),
      })),
    });
    await untilKnown(admin, stop);
    console.log(`demo: created ${missing.map(([topic]) => topic).join(', ')}`);
  }
  await admin.disconnect();
}

async function untilKnown(admin: Admin, stop: AbortSignal): Promise<void> {
  do {
    try {
      await admin.fetchTopicMetadata({ topics: topicNames });
      return;
    } catch (error) {
      if (!(error instanceof kafkajs.KafkaJSError)) throw error;
    }
  } while (await pause(300, stop));
}

if (import.meta.main) await play({ create });
