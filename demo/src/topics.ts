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
};

/**
 * Creates the topics that are not there yet: three replicas each, or as many as there are brokers.
 * One hour is kept, in segments of ten minutes, so that a demo that runs for days does not fill the disk.
 */
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
        configEntries: [
          { name: 'retention.ms', value: String(hourMs) },
          { name: 'segment.ms', value: String(hourMs / 6) },
        ],
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
      await admin.fetchTopicMetadata({ topics: Object.keys(partitions) });
      return;
    } catch (error) {
      if (!(error instanceof kafkajs.KafkaJSError)) throw error;
    }
  } while (await pause(300, stop));
}

if (import.meta.main) await play({ create });
