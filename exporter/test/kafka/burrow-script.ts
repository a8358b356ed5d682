import { setTimeout as sleep } from 'node:timers/promises';
import kafkajs, { type Admin, type Consumer, type Kafka, type Producer } from 'kafkajs';
import type { Cluster } from '../../../cluster/src/cluster.ts';
import type { ClusterOptions } from '../../../cluster/src/options.ts';
import { burrowGroupNames, type BurrowGroup } from './burrow-questions.ts';
import { eventually } from './eventually.ts';
import { kafkaClient } from './kafkajs-members.ts';

/**
 * The scripted cluster on which Burrow was recorded: five groups, each with its own topic of two partitions, of which
 * the first has records. Whoever changes it has to record Burrow's answers again (burrow-record.ts).
 */
export const burrowScriptCluster = {
  brokers: 1,
  brokerConfig: {
    'auto.create.topics.enable': 'false',
    'offsets.topic.num.partitions': '4',
    'group.initial.rebalance.delay.ms': '0',
  },
} as const satisfies ClusterOptions;

/** Records that every topic has from the start. */
const filled = 100;
/** Two commits of a lagging group must have a reading of the end between them, or the lag seems to fall. */
const commitEveryMs = 2000;
const produceEveryMs = 200;
/** As Burrow keeps ten, and says STOP only once it has waited for as long as they span. */
const commitsOfStopped = 10;
const stoppedCommitsEveryMs = 200;

/** The offset that a group commits for the `count`th time, from 0. */
const commitOf: Readonly<Record<Exclude<BurrowGroup, 'stopped'>, (count: number) => number>> = {
  'caught-up': () => filled,
  slow: (count) => 1 + count,
  hanging: () => 5,
  // Reads all, goes back and comes again. Burrow looks at the first return in its ten commits only.
  rewound: (count) => [20, 40, 60, 80][(count % 12) - 8] ?? filled,
};

export interface BurrowScene {
  /**
   * Lets the groups commit until the scene is closed. Resolves when `stopped` has stopped; how the others fare can be
   * told some 20 seconds later; `rewound` is seen to have gone back for some seconds in every 24.
   */
  play(): Promise<void>;
  close(): Promise<void>;
}

/** Creates the topics and lets all groups join; none commits before `play`. */
export async function setBurrowScene(cluster: Cluster): Promise<BurrowScene> {
  const kafka = kafkaClient(cluster.bootstrap, 'burrow-script');
  const admin = kafka.admin();
  await admin.connect();
  await createTopics(admin);
  const producer = kafka.producer({ createPartitioner: kafkajs.Partitioners.DefaultPartitioner });
  await producer.connect();
  for (const topic of burrowGroupNames) await send(producer, topic, filled);
  const members = await Promise.all(burrowGroupNames.map((group) => join(kafka, group)));
  await eventually(() => requireStable(admin), 120_000);
  let ended = false;
  const loops: Promise<void>[] = [];
  const repeat = async (everyMs: number, step: (count: number) => Promise<void>): Promise<void> => {
    for (let count = 0; !ended; count++) {
      await step(count);
      await sleep(everyMs);
    }
  };
  return {
    async play() {
      loops.push(repeat(produceEveryMs, () => send(producer, 'slow', 2)));
      for (const [index, group] of burrowGroupNames.entries()) {
        const member = members[index];
        if (member === undefined || group === 'stopped') continue;
        loops.push(repeat(commitEveryMs, (count) => commit(member, group, commitOf[group](count))));
      }
      await stop(members[burrowGroupNames.indexOf('stopped')]);
    },
    async close() {
      ended = true;
      await Promise.all(loops);
      await Promise.all(members.map((member) => member.disconnect()));
      await Promise.all([producer.disconnect(), admin.disconnect()]);
    },
  };
}

async function createTopics(admin: Admin): Promise<void> {
  // kafkajs takes it for an error that a broker has not heard of the topic yet.
  await admin.createTopics({
    waitForLeaders: false,
    topics: burrowGroupNames.map((topic) => ({ topic, numPartitions: 2 })),
  });
  await eventually(() => admin.fetchTopicMetadata({ topics: [...burrowGroupNames] }));
}

async function send(producer: Producer, topic: string, records: number): Promise<void> {
  const messages = Array.from({ length: records }, () => ({ partition: 0, value: 'a record' }));
  await producer.send({ topic, messages });
}

async function join(kafka: Kafka, group: BurrowGroup): Promise<Consumer> {
  const consumer = kafka.consumer({ groupId: group, heartbeatInterval: 500 });
  await consumer.connect();
  await consumer.subscribe({ topics: [group] });
  await consumer.run({ autoCommit: false, eachMessage: () => Promise.resolve() });
  return consumer;
}

async function requireStable(admin: Admin): Promise<void> {
  const { groups } = await admin.describeGroups([...burrowGroupNames]);
  const waiting = groups.filter(({ state, members }) => state !== 'Stable' || members.length !== 1);
  if (waiting.length > 0) throw new Error(`not stable: ${waiting.map(({ groupId }) => groupId).join(', ')}`);
}

/** Commits as often as Burrow wants to see, and leaves the group for good with records unread. */
async function stop(member: Consumer | undefined): Promise<void> {
  if (member === undefined) return;
  for (let count = 0; count < commitsOfStopped; count++) {
    await commit(member, 'stopped', 10 + count);
    await sleep(stoppedCommitsEveryMs);
  }
  await member.disconnect();
}

async function commit(member: Consumer, topic: string, offset: number): Promise<void> {
  await member.commitOffsets([{ topic, partition: 0, offset: String(offset) }]);
}
