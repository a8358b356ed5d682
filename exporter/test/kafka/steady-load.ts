import path from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { Kafka, logLevel, type Message } from 'kafkajs';
import type { Cluster } from '../../../cluster/src/cluster.ts';
import type { CommitJournal } from './commit-journal.ts';
import { eventually } from './eventually.ts';

/** Brokers go away and come back in these tests: clients go on trying. */
const patient = { initialRetryTime: 100, maxRetryTime: 1_000, retries: 60 };
const produceEveryMs = 100;
const readers = path.join(import.meta.dirname, 'java', 'SteadyReaders.java');

export function patientClient(cluster: Cluster, clientId: string): Kafka {
  const brokers = cluster.internalBootstrap.split(',');
  return new Kafka({ brokers, clientId, retry: patient, logLevel: logLevel.NOTHING });
}

export interface Reading {
  readonly group: string;
  readonly topic: string;
  readonly clientId?: string;
  /** Default true. */
  readonly fromBeginning?: boolean;
  /** 'steadily' (default), or once, when it leaves. */
  readonly commits?: 'steadily' | 'on leaving';
}

export interface Member {
  leave(): Promise<void>;
}

/** Joins a group and reads; what it commits is noted. */
export async function startReader(cluster: Cluster, journal: CommitJournal, reading: Reading): Promise<Member> {
  const { group, topic, clientId = `${group}-client`, fromBeginning = true, commits = 'steadily' } = reading;
  const consumer = patientClient(cluster, clientId).consumer({
    groupId: group,
    heartbeatInterval: 500,
    rebalanceTimeout: 5_000,
    maxWaitTimeInMs: 200,
    metadataMaxAge: 2_000,
  });
  consumer.on(consumer.events.COMMIT_OFFSETS, ({ payload }) => {
    for (const { topic: name, partitions } of payload.topics) {
      for (const { partition, offset } of partitions) journal.note(group, name, partition, offset);
    }
  });
  const next = new Map<number, string>();
  try {
    await consumer.connect();
    await consumer.subscribe({ topic, fromBeginning });
    await consumer.run({
      autoCommit: commits === 'steadily',
      autoCommitInterval: 300,
      eachMessage: ({ partition, message }) => {
        next.set(partition, String(Number(message.offset) + 1));
        return Promise.resolve();
      },
    });
  } catch (error) {
    // It would go on trying, and keep the process from ending.
    await consumer.disconnect();
    throw error;
  }
  return {
    async leave() {
      try {
        if (commits === 'on leaving' && next.size > 0) {
          const offsets = [...next].map(([partition, offset]) => ({ topic, partition, offset }));
          // The group's coordinator may be moving.
          await eventually(() => consumer.commitOffsets(offsets), 5_000);
        }
      } finally {
        await consumer.disconnect();
      }
    },
  };
}

/** Java's readers: by assign(), in a group of KIP-848, and of a transactional topic. They end with the cluster. */
export function startJavaReaders(cluster: Cluster, journal: CommitJournal, topic: string, paid: string): void {
  const tool = cluster.startTool(readers, [cluster.internalBootstrap, topic, paid]);
  const { stdout, stderr } = tool;
  if (stdout === null || stderr === null) throw new Error('the readers were started without pipes');
  const said: string[] = [];
  createInterface(stderr).on('line', (line) => said.push(line));
  tool.once('close', (code) => {
    if (code !== null && code !== 0)
      console.error(`the Java readers ended with ${code}:\n${said.slice(-20).join('\n')}`);
  });
  createInterface(stdout).on('line', (line) => {
    const [word, group = '', name = '', partition, offset = ''] = line.split(' ');
    if (word === 'commit') journal.note(group, name, Number(partition), offset);
  });
}

/** Records for every topic, every 100 ms, until `stop`; resolves when the last ones are written. */
export async function produceSteadily(
  cluster: Cluster,
  batches: () => readonly { readonly topic: string; readonly messages: Message[] }[],
  stop: AbortSignal,
): Promise<void> {
  const producer = patientClient(cluster, 'steady-producer').producer({ metadataMaxAge: 2_000 });
  await producer.connect();
  while (!stop.aborted) {
    try {
      await producer.sendBatch({ acks: -1, topicMessages: [...batches()] });
    } catch (error) {
      console.error(`steady-producer: ${String(error)}`);
    }
    await sleep(produceEveryMs);
  }
  await producer.disconnect();
}
