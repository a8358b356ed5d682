import { spawn, type ChildProcess } from 'node:child_process';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import type { Consumer } from 'kafkajs';
import { startCluster, type Cluster } from '../../../cluster/src/cluster.ts';
import { partitionOfGroup } from '../../src/derived/loss/coordinator-epochs.ts';
import { BrokerConnection } from '../../src/kafka/broker-connection.ts';
import type { ConsumerGroup, Snapshot } from '../../src/snapshot/snapshot.ts';
import { coordinatorOf, joinAsConnectWorker } from './connect-member.ts';
import { createTopic } from './create-topic.ts';
import { eventually } from './eventually.ts';
import { startJavaMembers } from './java-members.ts';
import { kafkaClient, startKafkajsMember } from './kafkajs-members.ts';
import { groupOf, plaintext, takerOf, topicOf } from './snapshot-taker.ts';

jest.setTimeout(240_000);

/** Records by partition: first all members read these, then more come. */
const first = [15, 10, 5];
const more = [4, 3, 0];
const behind = more;
const upToDate = [0, 0, 0];

let cluster: Cluster;
let close: (() => void) | undefined;
let kcat: ChildProcess | undefined;
let consumers: Consumer[] = [];
let connections: BrokerConnection[] = [];
let connectWorker: string;
let take: () => Promise<Snapshot>;
/** All groups at rest: those that read on have read everything. */
let snapshot: Snapshot;

beforeAll(async () => {
  cluster = await startCluster({ brokerConfig: { 'group.streams.initial.rebalance.delay.ms': '0' } });
  const taker = takerOf(cluster);
  close = taker.close;
  take = () => taker.taker.take();

  await createTopic(cluster, 'orders', first.length);
  await produce(first);

  const java = startJavaMembers(cluster, 'orders', sum(first));
  kcat = startKcat();
  const [one, two, leaver] = await Promise.all([
    startMember('kafkajs', 'kafkajs-1'),
    startMember('kafkajs', 'kafkajs-2'),
    startMember('left', 'leaver'),
  ]);
  consumers = [one, two];
  connectWorker = await joinConnectGroup();
  await eventually(async () => expect(committed(await take(), 'left')).toEqual(first));
  await leaver.disconnect();
  await eventually(async () => expect(committed(await take(), 'kcat')).toEqual(first));
  await java;

  await produce(more);
  snapshot = await eventually(async () => {
    const now = await take();
    for (const id of ['kafkajs', 'kcat', 'java-streams']) expect([id, lag(now, id)]).toEqual([id, upToDate]);
    // A coordinator that is busy answers for a share group's partitions a moment later.
    expect([...(groupOf(now, 'java-share').share?.lag ?? [])]).toEqual(behind);
    for (const { id, state } of now.groups)
      expect([id, state]).toEqual([id, id === 'java-assign' || id === 'left' ? 'Empty' : 'Stable']);
    return now;
  });
});

afterAll(async () => {
  kcat?.kill('SIGKILL');
  await Promise.all(consumers.map((consumer) => consumer.disconnect()));
  for (const connection of connections) connection.close();
  close?.();
  await cluster.stop();
});

describe('groups of every type and client', () => {
  it.each([
    { id: 'connect', type: 'classic', protocol: 'sessioned', protocolType: 'connect', state: 'Stable' },
    { id: 'java-assign', type: 'classic', protocol: '', protocolType: '', state: 'Empty' },
    { id: 'java-classic', type: 'classic', protocol: 'range', protocolType: 'consumer', state: 'Stable' },
    { id: 'java-consumer', type: 'consumer', protocol: 'uniform', protocolType: undefined, state: 'Stable' },
    { id: 'java-share', type: 'share', protocol: 'simple', protocolType: undefined, state: 'Stable' },
    { id: 'java-streams', type: 'streams', protocol: 'streams', protocolType: undefined, state: 'Stable' },
    { id: 'kafkajs', type: 'classic', protocol: 'RoundRobinAssigner', protocolType: 'consumer', state: 'Stable' },
    { id: 'kcat', type: 'classic', protocol: 'roundrobin', protocolType: 'consumer', state: 'Stable' },
    { id: 'left', type: 'classic', protocol: '', protocolType: 'consumer', state: 'Empty' },
  ])('$id is a $type group', (expected) => {
    const { id, type, protocol, protocolType, state } = groupOf(snapshot, expected.id);
    expect({ id, type, protocol, protocolType, state }).toEqual(expected);
  });

  it('there are no others, and none has an error', () => {
    const ids = [
      'connect',
      'java-assign',
      'java-classic',
      'java-consumer',
      'java-share',
      'java-streams',
      'kafkajs',
      'kcat',
      'left',
    ];
    expect(snapshot.groups.map(({ id }) => id)).toEqual(ids);
    expect(snapshot.groups.filter(({ error }) => error !== undefined)).toEqual([]);
    expect(snapshot.collectors.filter(({ error }) => error !== undefined)).toEqual([]);
  });

  it('their coordinators are brokers of the cluster, and not all the same', () => {
    const coordinators = new Set(snapshot.groups.map(({ coordinator }) => coordinator));
    expect(coordinators.size).toBeGreaterThan(1);
    for (const id of coordinators) expect(snapshot.brokers.map((broker) => broker.id)).toContain(id);
  });

  it('the leader of a partition of __consumer_offsets coordinates the groups in it', () => {
    const { topics, partitions, groups } = snapshot;
    const topic = topics.find(({ name }) => name === '__consumer_offsets');
    const first = topic?.firstPartition ?? NaN;
    for (const { id, coordinator } of groups) {
      const leader = partitions.leader[first + partitionOfGroup(id, topic?.partitionCount ?? NaN)];
      expect([id, coordinator]).toEqual([id, leader]);
    }
  });

  it('groups of the newer protocols have an epoch', () => {
    for (const { id, type, epoch } of snapshot.groups) {
      if (type === 'classic') expect([id, epoch]).toEqual([id, undefined]);
      else expect(epoch).toBeGreaterThan(0);
    }
  });
});

describe('members', () => {
  it.each([
    ['java-classic', ['java-classic-client'], ['static-1']],
    ['java-consumer', ['java-consumer-client'], [undefined]],
    ['java-share', ['java-share-client'], [undefined]],
    ['java-streams', ['java-streams-client-StreamThread-1-consumer'], [undefined]],
    ['kafkajs', ['kafkajs-1', 'kafkajs-2'], [undefined, undefined]],
    ['kcat', ['kcat-client'], [undefined]],
  ])('%s has its client ids, hosts and every partition once', (id, clientIds, instanceIds) => {
    const members = membersOf(groupOf(snapshot, id));
    expect(members.map(({ clientId }) => clientId)).toEqual(clientIds);
    expect(members.map(({ instanceId }) => instanceId)).toEqual(instanceIds);
    expect(new Set(members.map(({ host }) => host))).toEqual(new Set(['/127.0.0.1']));
    expect(new Set(members.map((member) => member.id)).size).toBe(members.length);
    const assigned = members.flatMap((member) => [...(member.assigned ?? [])]).sort();
    expect(assigned).toEqual(indexes(snapshot));
  });

  it('each of two members of one group has some of the partitions, in order', () => {
    const sizes = membersOf(groupOf(snapshot, 'kafkajs')).map(({ assigned }) => assigned?.length);
    expect(sizes.toSorted()).toEqual([1, 2]);
  });

  it('a Connect worker is a member with an assignment that is nobody’s business', () => {
    const group = groupOf(snapshot, 'connect');
    expect(membersOf(group)).toEqual([
      { id: connectWorker, clientId: 'kafkascope', host: '/127.0.0.1', instanceId: undefined, assigned: undefined },
    ]);
    expect(group.offsets.partition).toHaveLength(0);
  });

  it.each(['java-assign', 'left'])('%s has none', (id) => {
    expect(groupOf(snapshot, id).members).toEqual([]);
  });
});

describe('offsets', () => {
  it('the topic ends where the records that were produced end', () => {
    const all = first.map((count, partition) => count + (more[partition] ?? NaN));
    expect(column(snapshot, snapshot.partitions.end)).toEqual(all);
    expect(column(snapshot, snapshot.partitions.lastStable)).toEqual(all);
    expect(column(snapshot, snapshot.partitions.logStart)).toEqual([0, 0, 0]);
  });

  it.each([
    ['java-classic', first, behind],
    ['java-consumer', first, behind],
    ['java-streams', [19, 13, 5], upToDate],
    ['kafkajs', [19, 13, 5], upToDate],
    ['kcat', [19, 13, 5], upToDate],
    // A group keeps its lag when its last member has left, and has one when it never had a member.
    ['left', first, behind],
    ['java-assign', [1, 1, 1], [18, 12, 4]],
  ])('%s has committed %j and lags by %j', (id, offsets, expected) => {
    expect(committed(snapshot, id)).toEqual(offsets);
    expect(lag(snapshot, id)).toEqual(expected);
  });

  it('a share group has a start and a lag in place of committed offsets', () => {
    const { share, offsets } = groupOf(snapshot, 'java-share');
    expect(offsets.partition).toHaveLength(0);
    expect([...(share?.partition ?? [])]).toEqual(indexes(snapshot));
    // The broker may leave the start behind records that are done: its lag alone says what is to come.
    for (const [partition, start] of [...(share?.start ?? [])].entries()) {
      expect(start).toBeGreaterThanOrEqual(0);
      expect(start).toBeLessThanOrEqual(first[partition] ?? NaN);
    }
    expect([...(share?.lag ?? [])]).toEqual(behind);
  });
});

describe('what changes between two snapshots', () => {
  it('a member that comes back makes its group live again, at the offsets where it was', async () => {
    const back = await startMember('left', 'back-again');
    await eventually(async () => {
      const now = await take();
      expect(membersOf(groupOf(now, 'left')).map(({ clientId }) => clientId)).toEqual(['back-again']);
      expect(lag(now, 'left')).toEqual(upToDate);
    });
    await back.disconnect();
  });

  it('a group that is deleted is gone', async () => {
    const admin = kafkaClient(cluster.bootstrap, 'admin').admin();
    await admin.connect();
    await admin.deleteGroups(['java-assign']);
    await admin.disconnect();
    const now = await take();
    expect(now.groups.map(({ id }) => id)).not.toContain('java-assign');
    expect(now.collectors.filter(({ error }) => error !== undefined)).toEqual([]);
  });

  it('a topic that is deleted takes its committed offsets along and leaves the groups', async () => {
    await createTopic(cluster, 'short-lived', 1);
    const admin = kafkaClient(cluster.bootstrap, 'admin').admin();
    await admin.connect();
    await admin.setOffsets({ groupId: 'orphan', topic: 'short-lived', partitions: [{ partition: 0, offset: '0' }] });
    expect(groupOf(await take(), 'orphan').offsets.partition).toHaveLength(1);
    await admin.deleteTopics({ topics: ['short-lived'] });
    await admin.disconnect();
    await eventually(async () => {
      const now = await take();
      expect(now.topics.map(({ name }) => name)).not.toContain('short-lived');
      expect(now.groups.find(({ id }) => id === 'orphan')?.offsets.partition ?? []).toHaveLength(0);
      expect(committed(now, 'java-classic')).toEqual(first);
    });
  });

  it('a filter leaves groups and topics out', async () => {
    const only = takerOf(cluster, {
      groups: { matches: (name) => name.startsWith('java-') },
      topics: { matches: (name) => name === 'orders' },
    });
    const now = await only.taker.take();
    only.close();
    expect(now.groups.map(({ id }) => id)).toEqual(['java-classic', 'java-consumer', 'java-share', 'java-streams']);
    expect(now.topics.map(({ name }) => name)).toEqual(['orders']);
    expect(now.partitions.count).toBe(first.length);
  });
});

async function produce(counts: readonly number[]): Promise<void> {
  const producer = kafkaClient(cluster.bootstrap, 'producer').producer();
  await producer.connect();
  const messages = counts.flatMap((count, partition) =>
    Array.from({ length: count }, (_, i) => ({ partition, key: `order-${i}`, value: 'an order' })),
  );
  await producer.send({ topic: 'orders', messages });
  await producer.disconnect();
}

function startMember(group: string, clientId: string): Promise<Consumer> {
  return startKafkajsMember(cluster.bootstrap, { group, clientId, topic: 'orders' });
}

/** librdkafka's own consumer program. */
function startKcat(): ChildProcess {
  const settings = ['client.id=kcat-client', 'auto.offset.reset=earliest', 'auto.commit.interval.ms=200'];
  return spawn(
    'kcat',
    [
      '-q',
      '-u',
      '-b',
      cluster.bootstrap,
      ...[...settings, 'partition.assignment.strategy=roundrobin'].flatMap((setting) => ['-X', setting]),
      '-G',
      'kcat',
      'orders',
    ],
    { stdio: 'ignore' },
  );
}

async function joinConnectGroup(): Promise<string> {
  const { brokers } = await take();
  connections = brokers.map(({ id, host, port }) => new BrokerConnection(id, host, port, plaintext));
  return joinAsConnectWorker(await coordinatorOf(connections, 'connect'), 'connect');
}

function membersOf({ members }: ConsumerGroup): NonNullable<ConsumerGroup['members']> {
  if (members === undefined) throw new Error('the group could not be described');
  return members.toSorted((a, b) => (a.clientId < b.clientId ? -1 : 1));
}

/** Dense indexes of the topic's partitions. */
function indexes(now: Snapshot): number[] {
  const { firstPartition, partitionCount } = topicOf(now, 'orders');
  return Array.from({ length: partitionCount }, (_, partition) => firstPartition + partition);
}

/** A column's values for the topic's partitions. */
function column(now: Snapshot, values: Float64Array): number[] {
  return indexes(now).map((index) => values[index] ?? NaN);
}

/** Committed offsets by partition of the topic; NaN where there is none. */
function committed(now: Snapshot, id: string): number[] {
  const { offsets } = groupOf(now, id);
  return indexes(now).map((index) => offsets.committed[offsets.partition.indexOf(index)] ?? NaN);
}

function lag(now: Snapshot, id: string): number[] {
  const ends = column(now, now.partitions.end);
  return committed(now, id).map((offset, partition) => (ends[partition] ?? NaN) - offset);
}

function sum(counts: readonly number[]): number {
  return counts.reduce((total, count) => total + count, 0);
}
