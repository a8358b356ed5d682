import type { Admin, Consumer, Kafka } from 'kafkajs';
import kafkajs from 'kafkajs';
import type { Cluster } from '../../../cluster/src/cluster.ts';
import { probeMetadata } from '../../../cluster/src/metadata-probe.ts';
import type { ClusterOptions } from '../../../cluster/src/options.ts';
import { eventually } from './eventually.ts';

/**
 * The scripted quiet cluster of the drop-in test: the same topics, leaders, records, commits and members in each run.
 * Whoever changes it has to record kafka_exporter's answers again (drop-in-record.ts).
 */
export const dropInCluster = {
  brokers: 3,
  brokerConfig: {
    'auto.create.topics.enable': 'false',
    // Leaders stay where the script puts them.
    'auto.leader.rebalance.enable': 'false',
    'offsets.topic.num.partitions': '4',
    'group.initial.rebalance.delay.ms': '0',
  },
} as const satisfies ClusterOptions;

/** Replicas by partition, the preferred leader first; broker ids are 1 to 3. */
const assignments: Readonly<Record<string, readonly number[][]>> = {
  // Created before a group needs it, so that its leaders are not up to chance.
  __consumer_offsets: [
    [1, 2, 3],
    [2, 3, 1],
    [3, 1, 2],
    [1, 3, 2],
  ],
  orders: [
    [1, 2, 3],
    [2, 3, 1],
    [3, 1, 2],
    [1, 3, 2],
    [2, 1, 3],
    [3, 2, 1],
  ],
  payments: [
    [2, 1],
    [1, 3],
    [3, 2],
  ],
  // Without broker 3, partition 0 has no leader.
  'audit-log': [[3], [1]],
  'metrics.v1_raw-data': [[2, 3, 1]],
  moved: [[1, 2]],
  truncated: [
    [1, 2],
    [2, 1],
  ],
  unread: [[1], [2]],
  vacant: [[2, 1, 3]],
};

/** Partition p of these gets 10 (p + 1) records. */
const filled = ['orders', 'payments', 'audit-log', 'metrics.v1_raw-data', 'moved', 'truncated', 'unread'];

/** Commits of groups without members: offsets by partition. */
const commits: Readonly<Record<string, Readonly<Record<string, Readonly<Record<number, number>>>>>> = {
  'orders-empty': { orders: { 0: 5, 1: 5, 2: 5, 3: 5, 4: 5, 5: 5 } },
  'some-partitions': { orders: { 0: 3, 2: 0 } },
  'two-topics': { orders: { 0: 10, 1: 20, 2: 30, 3: 40, 4: 50, 5: 60 }, payments: { 0: 1, 1: 2 } },
  'audit-reader': { 'audit-log': { 0: 4, 1: 20 } },
  'before-start': { truncated: { 0: 2, 1: 15 } },
  'beyond-end': { payments: { 0: 1_000, 1: 5 } },
  'reports "daily" \\ west': { 'metrics.v1_raw-data': { 0: 7 } },
};

/** Groups with members, in order. Those of kind consumer (KIP-848) are Kafka's own console consumer. */
const liveCommits = { orders: { 0: 10, 1: 19, 2: 28, 3: 37, 4: 46, 5: 55 } } as const;
const members = { 'orders-live': 2, 'no-commit': 1 } as const;
const consumerGroup = 'console-848';

/** What a test may do with the cluster once the script has been played. */
export interface Scene {
  /** Ends broker 3 and waits until the others have taken over. */
  stopBroker3(): Promise<void>;
  close(): Promise<void>;
}

export async function playDropInScript(cluster: Cluster): Promise<Scene> {
  const kafka = new kafkajs.Kafka({
    brokers: cluster.bootstrap.split(','),
    clientId: 'drop-in-script',
    logLevel: kafkajs.logLevel.NOTHING,
  });
  const admin = kafka.admin();
  await admin.connect();
  await createTopics(admin);
  await produce(kafka, admin);
  await moveLeader(admin);
  await truncate(admin);
  const tool = cluster.startTool('org.apache.kafka.tools.consumer.ConsoleConsumer', [
    ...['--bootstrap-server', cluster.bootstrap, '--topic', 'payments', '--group', consumerGroup],
    ...['--from-beginning', '--command-property', 'group.protocol=consumer'],
  ]);
  const [consumers] = await Promise.all([
    Promise.all([
      join(kafka, 'orders-live', 'orders'),
      join(kafka, 'orders-live', 'orders'),
      join(kafka, 'no-commit', 'vacant'),
    ]),
    commit(admin),
  ]);
  await until('the classic groups are stable', () => areStable(admin));
  await consumers[0].commitOffsets(
    Object.entries(liveCommits.orders).map(([partition, offset]) => ({
      topic: 'orders',
      partition: Number(partition),
      offset: String(offset),
    })),
  );
  await until(`${consumerGroup} has read payments`, () => {
    if (tool.exitCode !== null) throw new Error(`the console consumer ended with ${tool.exitCode}`);
    return hasReadAll(admin);
  });
  return {
    async stopBroker3() {
      const broker = cluster.brokers.find(({ id }) => id === 3);
      await broker?.kill();
      // kafkajs refuses whole answers that have a partition without leader: this admin asks about `orders` only.
      const other = kafka.admin();
      await other.connect();
      await until('the other brokers have taken over', async () => {
        await other.fetchTopicOffsets('orders');
        return isWithoutBroker3(cluster, other);
      });
      await until('the classic groups are stable', () => areStable(other));
      await other.disconnect();
    },
    async close() {
      await Promise.all(consumers.map((consumer) => consumer.disconnect()));
      await admin.disconnect();
    },
  };
}

async function createTopics(admin: Admin): Promise<void> {
  await admin.createTopics({
    // kafkajs takes it for an error that a broker has not heard of the topic yet.
    waitForLeaders: false,
    topics: Object.entries(assignments).map(([topic, replicas]) => ({
      topic,
      replicaAssignment: replicas.map((ids, partition) => ({ partition, replicas: ids })),
      configEntries: topic === '__consumer_offsets' ? [{ name: 'cleanup.policy', value: 'compact' }] : [],
    })),
  });
  await until('the topics have leaders', () =>
    admin.fetchTopicMetadata({ topics: Object.keys(assignments) }).then(() => true),
  );
}

/** Sends what is missing until nothing is: a client that sends again after an error may leave records twice. */
async function produce(kafka: Kafka, admin: Admin): Promise<void> {
  const producer = kafka.producer({
    createPartitioner: kafkajs.Partitioners.DefaultPartitioner,
    retry: { retries: 0 },
  });
  await producer.connect();
  for (const topic of filled) {
    await until(`${topic} has its records`, async () => {
      const ends = await admin.fetchTopicOffsets(topic);
      const messages = ends.flatMap(({ partition, high }) =>
        Array.from({ length: 10 * (partition + 1) - Number(high) }, () => ({ partition, value: 'a record' })),
      );
      if (messages.length > 0) await producer.send({ topic, messages });
      return messages.length === 0;
    });
  }
  await producer.disconnect();
}

/** `moved` is created with its leader on broker 1; then broker 2 becomes the preferred one, and nobody elects it. */
async function moveLeader(admin: Admin): Promise<void> {
  await admin.alterPartitionReassignments({
    topics: [{ topic: 'moved', partitionAssignment: [{ partition: 0, replicas: [2, 1] }] }],
  });
  await until('the replicas of `moved` have changed', async () => {
    const { topics } = await admin.fetchTopicMetadata({ topics: ['moved'] });
    return topics[0]?.partitions[0]?.replicas[0] === 2;
  });
}

async function truncate(admin: Admin): Promise<void> {
  // kafkajs deletes records only from a topic that the admin has just asked about.
  await admin.fetchTopicOffsets('truncated');
  await admin.deleteTopicRecords({ topic: 'truncated', partitions: [{ partition: 0, offset: '5' }] });
}

/** All groups at once: kafkajs joins a group to commit for it, and stays for seconds. */
async function commit(admin: Admin): Promise<void> {
  const groups = Object.entries(commits).map(async ([groupId, topics]) => {
    for (const [topic, offsets] of Object.entries(topics)) {
      const partitions = Object.entries(offsets).map(([p, offset]) => ({
        partition: Number(p),
        offset: String(offset),
      }));
      // Right after the start a coordinator may not be loaded yet.
      await until(`${groupId} has committed`, () => admin.setOffsets({ groupId, topic, partitions }).then(() => true));
    }
  });
  await Promise.all(groups);
}

async function join(kafka: Kafka, groupId: string, topic: string): Promise<Consumer> {
  const consumer = kafka.consumer({ groupId });
  await consumer.connect();
  await consumer.subscribe({ topics: [topic] });
  await consumer.run({ autoCommit: false, eachMessage: () => Promise.resolve() });
  return consumer;
}

async function areStable(admin: Admin): Promise<boolean> {
  const { groups } = await admin.describeGroups(Object.keys(members));
  return groups.every(
    (group) => group.state === 'Stable' && group.members.length === members[group.groupId as keyof typeof members],
  );
}

async function hasReadAll(admin: Admin): Promise<boolean> {
  const [payments] = await admin.fetchOffsets({ groupId: consumerGroup, topics: ['payments'] });
  const ends = [10, 20, 30];
  return ends.every((end, p) => payments?.partitions.find(({ partition }) => partition === p)?.offset === String(end));
}

async function isWithoutBroker3({ brokers }: Cluster, admin: Admin): Promise<boolean> {
  const views = await Promise.all(brokers.filter(({ id }) => id !== 3).map(({ port = 0 }) => probeMetadata(port)));
  const replicated = Object.entries(assignments).filter(([, replicas]) => replicas.every((ids) => ids.length > 1));
  const { topics } = await admin.fetchTopicMetadata({ topics: replicated.map(([topic]) => topic) });
  const partitions = topics.flatMap(({ partitions }) => partitions);
  return (
    views.every((view) => view.brokerIds.length === 2) &&
    partitions.every(({ isr, leader }) => leader !== 3 && !isr.includes(3))
  );
}

/** On a busy machine a coordinator or a member may take long. */
async function until(what: string, holds: () => Promise<boolean>): Promise<void> {
  await eventually(async () => {
    if (!(await holds())) throw new Error(`the scripted cluster is not ready: waiting until ${what}`);
  }, 120_000);
}
