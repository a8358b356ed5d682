import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { AclOperationTypes, AclPermissionTypes, AclResourceTypes, ResourcePatternTypes } from 'kafkajs';
import type { Admin, Kafka, Message, ProducerConfig } from 'kafkajs';
import { startCluster, type Cluster } from '../../../cluster/src/cluster.ts';
import { noQuestions, type Answers, type OffsetsAt, type Questions } from '../../src/snapshot/follow-up.ts';
import type { Snapshot } from '../../src/snapshot/snapshot.ts';
import type { SnapshotTaker } from '../../src/snapshot/take-snapshot.ts';
import { electUncleanly } from './elect-leaders.ts';
import { eventually } from './eventually.ts';
import { kafkaClient } from './kafkajs-members.ts';
import { takerOf, topicOf } from './snapshot-taker.ts';

/** What is asked after a snapshot, of two real brokers; the quorum is a controller that stays while they fall. */

const watcher = { mechanism: 'plain', username: 'watcher', password: 'watcher-secret' } as const;
const open: (() => void)[] = [];
let cluster: Cluster;
let admin: Admin;
/** May do everything. */
let taker: SnapshotTaker;

const kafka = (): Kafka => kafkaClient(cluster.internalBootstrap, 'follow-up');

beforeAll(async () => {
  cluster = await startCluster({
    brokers: 2,
    controllers: 1,
    security: { tls: false, sasl: ['PLAIN'], users: { admin: 'admin-secret', watcher: watcher.password } },
    superUsers: ['User:admin', 'User:ANONYMOUS'],
    brokerConfig: {
      'offsets.retention.minutes': '90',
      'min.insync.replicas': '1',
      // So that a broker that is killed is soon known to be gone.
      'broker.heartbeat.interval.ms': '500',
      'broker.session.timeout.ms': '4000',
    },
  });
  admin = kafka().admin();
  await admin.connect();
  taker = takerFor({ brokers: cluster.internalBootstrap.split(',') });
});

afterAll(async () => {
  for (const close of open) close();
  await admin.disconnect();
  await cluster.stop();
});

function takerFor(changes: NonNullable<Parameters<typeof takerOf>[1]>): SnapshotTaker {
  const made = takerOf(cluster, changes);
  open.push(made.close);
  return made.taker;
}

/** Each partition's replicas; the first one leads. */
async function create(topic: string, ...replicas: number[][]): Promise<void> {
  const replicaAssignment = replicas.map((nodes, partition) => ({ partition, replicas: nodes }));
  const configEntries = [{ name: 'retention.ms', value: '-1' }];
  await admin.createTopics({ topics: [{ topic, replicaAssignment, configEntries }], waitForLeaders: false });
  await eventually(async () => {
    const snapshot = await taker.take();
    expect(snapshot.partitions.end[at(snapshot, topic, replicas.length - 1)]).toBe(0);
  });
}

async function produce(topic: string, messages: Message[], config: ProducerConfig = {}): Promise<void> {
  const producer = kafka().producer(config);
  await producer.connect();
  await producer.send({ topic, messages, acks: -1 });
  await producer.disconnect();
}

const records = (count: number, partition = 0): Message[] =>
  Array.from({ length: count }, (_, i) => ({ partition, value: `record ${String(i)}` }));

const at = (snapshot: Snapshot, topic: string, partition = 0): number =>
  topicOf(snapshot, topic).firstPartition + partition;

async function ask(questions: Partial<Questions>, of = taker): Promise<Answers> {
  return of.answer({ ...noQuestions, ...questions });
}

it('nothing asked is nothing sent', async () => {
  await taker.take();
  expect((await ask({})).collectors).toEqual([]);
});

it('the brokers tell how long they keep the offsets of a group without members', async () => {
  expect((await taker.take()).offsetsRetentionMs).toBe(90 * 60_000);
});

describe('the first record that is not older than a moment', () => {
  const cases: readonly (readonly [moment: number, offset: number, timestampMs: number])[] = [
    [-5, 0, 1_000_000],
    [0, 0, 1_000_000],
    [1_000_000, 0, 1_000_000],
    [1_000_000.5, 1, 2_000_000],
    [1_000_001, 1, 2_000_000],
    [2_000_000, 1, 2_000_000],
    [3_000_000, 2, 3_000_000],
    [3_000_001, Infinity, NaN],
    [NaN, NaN, NaN],
    [Infinity, NaN, NaN],
  ];
  const moments = (partition: number): OffsetsAt => ({
    partition: new Int32Array(cases.length).fill(partition),
    timestampMs: Float64Array.from(cases, ([moment]) => moment),
  });

  it('is found, with its own timestamp, for many moments of one partition', async () => {
    await create('times', [1], [2]);
    for (const timestamp of ['1000000', '2000000', '3000000']) {
      await produce('times', [{ partition: 0, value: 'a record', timestamp }]);
    }
    const snapshot = await taker.take();
    const both = { oldestUnread: moments(at(snapshot, 'times')), expiring: moments(at(snapshot, 'times', 1)) };
    const { oldestUnread, expiring, collectors } = await ask(both);
    expect([...oldestUnread.offset]).toEqual(cases.map(([, offset]) => offset));
    expect([...oldestUnread.timestampMs]).toEqual(cases.map(([, , timestampMs]) => timestampMs));
    const ofEmpty = cases.map(([, offset]) => (Number.isNaN(offset) ? NaN : Infinity));
    expect([...expiring.offset]).toEqual(ofEmpty);
    expect([...expiring.timestampMs]).toEqual(cases.map(() => NaN));
    expect(collectors).toMatchObject([{ name: 'timestamps', success: true }]);
  });
});

describe('producers', () => {
  const asked = ['plain', 'idempotent', 'paid', 'paying'];
  const transactions = { idempotent: true, maxInFlightRequests: 1 } as const;
  const producersOf = (snapshot: Snapshot): Pick<Questions, 'producers'> => ({
    producers: Int32Array.from(asked, (topic) => at(snapshot, topic)),
  });

  it('are transactional when one of them is, also before its first marker', async () => {
    await Promise.all(asked.map((topic) => create(topic, [1, 2])));
    await produce('plain', records(3));
    await produce('idempotent', records(3), { idempotent: true });
    const paid = kafka().producer({ ...transactions, transactionalId: 'paid' });
    await paid.connect();
    const committed = await paid.transaction();
    await committed.send({ topic: 'paid', messages: records(1) });
    await committed.commit();
    const unfinished = await paid.transaction();
    await unfinished.send({ topic: 'paying', messages: records(1) });
    try {
      const snapshot = await taker.take();
      const { producers, collectors } = await ask(producersOf(snapshot));
      const tell = (topic: string) =>
        producers
          .get(at(snapshot, topic))
          ?.map(({ lastSequence, coordinatorEpoch, transactionStart }) => [
            lastSequence,
            coordinatorEpoch >= 0,
            transactionStart,
          ]);
      expect(tell('plain')).toEqual([]);
      expect(tell('idempotent')).toEqual([[2, false, -1]]);
      expect(tell('paid')).toEqual([[0, true, -1]]);
      expect(tell('paying')).toEqual([[0, false, 0]]);
      const { open, ...listed } = snapshot.transactions?.find(({ id }) => id === 'paid') ?? {};
      expect(listed).toEqual({
        id: 'paid',
        producerId: producers.get(at(snapshot, 'paying'))?.[0]?.id,
        state: 'Ongoing',
      });
      expect(open).toMatchObject({ timeoutMs: 60_000, topics: [{ name: 'paying', partitions: [0] }] });
      expect(collectors).toMatchObject([{ name: 'producers', success: true }]);
    } finally {
      await unfinished.abort();
      await paid.disconnect();
    }
  });

  it('are unknown without the right READ, which is named once', async () => {
    for (const resourceName of [...asked, 'fleeting']) await allow(AclOperationTypes.DESCRIBE, resourceName);
    await allow(AclOperationTypes.READ, 'paid');
    const limited = takerFor({ sasl: watcher });
    const snapshot = await eventually(async () => {
      const seen = await limited.take();
      expect(asked.map((topic) => topicOf(seen, topic).error)).toEqual(asked.map(() => undefined));
      return seen;
    });
    const paid = at(snapshot, 'paid');
    const { producers, collectors } = await eventually(async () => {
      const answers = await ask(producersOf(snapshot), limited);
      expect(answers.producers.get(paid)).toHaveLength(1);
      return answers;
    });
    expect([...producers.keys()]).toEqual([paid]);
    // Of transactional ids the broker tells nothing, and says nothing of it.
    expect(snapshot.transactions).toEqual([]);
    const error = 'DescribeProducers: TOPIC_AUTHORIZATION_FAILED (the principal lacks the right READ on the topic)';
    expect(collectors).toMatchObject([{ name: 'producers', success: false, error }]);
  });

  async function allow(operation: AclOperationTypes, resourceName: string): Promise<void> {
    const rule = {
      resourceType: AclResourceTypes.TOPIC,
      resourceName,
      resourcePatternType: ResourcePatternTypes.LITERAL,
      principal: 'User:watcher',
      host: '*',
      operation,
      permissionType: AclPermissionTypes.ALLOW,
    };
    await admin.createAcls({ acl: [rule] });
  }
});

describe('topics by id', () => {
  it('are gone when both brokers know nothing of them, not when they may not be seen', async () => {
    await create('fleeting', [1]);
    const before = topicOf(await taker.take(), 'fleeting').id ?? '';
    await admin.deleteTopics({ topics: ['fleeting'] });
    await create('fleeting', [2]);
    const snapshot = await taker.take();
    const topicIds = [before, topicOf(snapshot, 'fleeting').id ?? '', topicOf(snapshot, 'times').id ?? ''];
    expect(new Set(topicIds).size).toBe(3);
    await eventually(async () => {
      const { topicsGone, collectors } = await ask({ topicIds });
      expect([...topicsGone]).toEqual([before]);
      expect(collectors).toMatchObject([{ name: 'topic-ids', success: true }]);
    });
    const limited = takerFor({ sasl: watcher });
    const seen = await limited.take();
    expect(seen.topics.map(({ name }) => name)).not.toContain('times');
    const { topicsGone, collectors } = await ask({ topicIds }, limited);
    expect([...topicsGone]).toEqual([before]);
    const error =
      'Metadata by topic id: TOPIC_AUTHORIZATION_FAILED (the principal lacks the right DESCRIBE on the topic)';
    expect(collectors).toMatchObject([{ name: 'topic-ids', success: false, error }]);
  });
});

describe('where epochs end, when brokers fall', () => {
  const partitions = [0, 1, 2];
  /** The epochs that came with the ends before the election. */
  let remembered: number[];
  const endsOf = (snapshot: Snapshot): number[] =>
    partitions.map((number) => snapshot.partitions.end[at(snapshot, 'torn', number)] ?? NaN);
  const epochsNow = (snapshot: Snapshot): number[] =>
    partitions.map((number) => snapshot.partitions.leaderEpoch[at(snapshot, 'torn', number)] ?? -1);
  const epochsOf = (snapshot: Snapshot): Pick<Questions, 'epochEnds'> => ({
    epochEnds: {
      partition: Int32Array.from(partitions, (number) => at(snapshot, 'torn', number)),
      leaderEpoch: Int32Array.from(epochsNow(snapshot)),
      epoch: Int32Array.from(remembered),
    },
  });

  it('a broker that died during the refresh is not asked again, and named', async () => {
    // 0: its follower will lack records of an epoch that it knows. 1: the whole epoch. 2: everything.
    await create('torn', [1, 2], [2, 1], [1, 2]);
    await produce('torn', [...records(100), ...records(100, 1)]);
    await cluster.brokers[1]?.kill();
    const snapshot = await taker.take();
    const error = snapshot.brokers.find(({ id }) => id === 2)?.error;
    expect(error).toMatch(/^broker 2 /);
    remembered = epochsNow(snapshot);
    const { epochEnds, collectors } = await ask(epochsOf(snapshot));
    expect([...epochEnds]).toEqual([100, NaN, 0]);
    expect(collectors).toMatchObject([{ name: 'leader-epochs', success: false, error }]);
  });

  it('the log’s end is the end of the present one', async () => {
    await produce('torn', [...records(50), ...records(50, 1), ...records(50, 2)]);
    const snapshot = await taker.take();
    expect(endsOf(snapshot)).toEqual([150, 150, 50]);
    remembered = partitions.map((number) => snapshot.partitions.endEpoch[at(snapshot, 'torn', number)] ?? -1);
    expect(remembered).toEqual(epochsNow(snapshot));
    expect([...(await ask(epochsOf(snapshot))).epochEnds]).toEqual([150, 150, 50]);
  });

  it('nobody is asked about a partition without a leader', async () => {
    await cluster.brokers[0]?.kill();
    await cluster.brokers[1]?.start();
    const snapshot = await eventually(async () => {
      const taken = await taker.take();
      expect(taken.partitions.leader[at(taken, 'torn')]).toBe(-1);
      return taken;
    });
    const partition = Int32Array.of(at(snapshot, 'torn'));
    const moment = { partition, timestampMs: Float64Array.of(0) };
    const answers = await ask({ ...epochsOf(snapshot), oldestUnread: moment, expiring: moment, producers: partition });
    expect([...answers.epochEnds]).toEqual([NaN, NaN, NaN]);
    expect([...answers.oldestUnread.offset, ...answers.expiring.offset]).toEqual([NaN, NaN]);
    expect(answers.producers).toEqual(new Map());
    expect(answers.collectors.map(({ success }) => success)).toEqual([true, true, true]);
  });

  it('a replica that was not in sync shows what is lost, also when new records cover the gap', async () => {
    await electUncleanly(cluster, 'torn', partitions);
    const snapshot = await eventually(async () => {
      const taken = await taker.take();
      expect(endsOf(taken)).toEqual([100, 100, 0]);
      return taken;
    });
    const { epochEnds, collectors } = await ask(epochsOf(snapshot));
    expect([...epochEnds]).toEqual([100, 100, 0]);
    expect(collectors).toMatchObject([{ name: 'leader-epochs', success: true }]);

    await eventually(() => produce('torn', [...records(80), ...records(80, 1), ...records(80, 2)]));
    const covered = await taker.take();
    expect(endsOf(covered)).toEqual([180, 180, 80]);
    expect([...(await ask(epochsOf(covered))).epochEnds]).toEqual([100, 100, 0]);
  });

  it('a leader of another epoch does not answer, nor one for an epoch that never was', async () => {
    const snapshot = await taker.take();
    const { epochEnds } = epochsOf(snapshot);
    const old = { ...epochEnds, leaderEpoch: epochEnds.leaderEpoch.map((epoch) => epoch - 1) };
    expect([...(await ask({ epochEnds: old })).epochEnds]).toEqual([NaN, NaN, NaN]);
    const never = { ...epochEnds, epoch: new Int32Array(3).fill(1_000) };
    const answers = await ask({ epochEnds: never });
    expect([...answers.epochEnds]).toEqual([NaN, NaN, NaN]);
    expect(answers.collectors).toMatchObject([{ success: true }]);
  });
});
