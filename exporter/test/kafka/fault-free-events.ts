import { setTimeout as sleep } from 'node:timers/promises';
import { eventually } from './eventually.ts';
import { Metrics } from './exporter-under-test.ts';
import type { Scene } from './fault-free-scene.ts';
import { allInSync, reassign } from './replicas.ts';
import { patientClient } from './steady-load.ts';

/** Something that happens to a cluster or an exporter, and by which no record is lost. */
export interface FaultFreeEvent {
  readonly name: string;
  /** Resolves when it is over; throws when it could not be made to happen. */
  readonly happen: (scene: Scene) => Promise<void>;
}

const turns = 8;

/** Each can happen any number of times, in any order. */
export const faultFreeEvents: readonly FaultFreeEvent[] = [
  { name: 'rebalances under load', happen: rebalances },
  { name: 'rolling restart of all brokers', happen: rollingRestart },
  { name: 'preferred-leader election', happen: preferredLeaders },
  { name: 'reassignment', happen: reassignment },
  { name: 'partitions added', happen: partitionsAdded },
  { name: 'compaction', happen: compaction },
  { name: 'transactions with aborts', happen: transactions },
  { name: 'consumer from the beginning', happen: fromBeginning },
  { name: 'new group at the end', happen: newGroupAtEnd },
  { name: 'consumers that live three seconds', happen: jobs },
  { name: 'commits without members', happen: commitsWithoutMembers },
  { name: 'records deleted behind the commit', happen: deletedBehind },
  { name: 'rights revoked and given back', happen: rightsRevoked },
  { name: 'exporter restarted with its state', happen: ({ restarted }) => restarted.restart('SIGTERM', true) },
  { name: 'exporter killed and started again', happen: ({ restarted }) => restarted.restart('SIGKILL', true) },
  { name: 'exporter restarted without state', happen: restartWithoutState },
  { name: 'clock of the exporter set', happen: clockSet },
];

async function rebalances({ read }: Scene): Promise<void> {
  const third = await read('steady', 'orders');
  await sleep(2_000);
  const fourth = await read('steady', 'orders');
  await sleep(2_000);
  await third.leave();
  await sleep(2_000);
  await fourth.leave();
}

async function rollingRestart({ cluster, admin }: Scene): Promise<void> {
  for (const broker of cluster.brokers) {
    await broker.stop();
    await broker.start();
    await allInSync(admin);
    await sleep(1_000);
  }
}

/** Other replicas first, so that there is something to elect. */
async function preferredLeaders({ cluster, admin }: Scene): Promise<void> {
  await reassign(admin, 'orders', (replicas) => [...replicas.slice(1), ...replicas.slice(0, 1)]);
  await cluster.tool('org.apache.kafka.tools.LeaderElectionCommand', [
    ...['--bootstrap-server', cluster.internalBootstrap],
    ...['--election-type', 'preferred', '--all-topic-partitions'],
  ]);
  await eventually(async () => {
    const { topics } = await admin.fetchTopicMetadata({ topics: ['orders'] });
    const odd = topics[0]?.partitions.filter(({ leader, replicas }) => leader !== replicas[0]);
    if (odd === undefined || odd.length > 0) throw new Error('a leader is not the preferred one');
  });
}

/** Each partition gets the one broker of the three that it was not on. */
async function reassignment({ admin }: Scene): Promise<void> {
  const others = (replicas: readonly number[]) => [1, 2, 3].filter((id) => !replicas.includes(id));
  await reassign(admin, 'table', (replicas) => [...others(replicas), ...replicas.slice(0, 1)]);
  await reassign(admin, 'growing', (replicas) => [...replicas.slice(1), ...others(replicas)]);
}

async function partitionsAdded({ admin, limited }: Scene): Promise<void> {
  const { topics } = await admin.fetchTopicMetadata({ topics: ['growing'] });
  const count = (topics[0]?.partitions.length ?? 0) + 1;
  await admin.createPartitions({ topicPartitions: [{ topic: 'growing', count }] });
  await eventually(async () => {
    const labels = { consumergroup: 'growing', topic: 'growing', partition: count - 1 };
    const committed = (await limited.metrics()).value('kafka_consumergroup_current_offset', labels) ?? -1;
    if (committed <= 0) {
      throw new Error('the new partition is not read yet');
    }
  }, 60_000);
}

/** A group that begins to read meets fewer records than offsets, and one that reads all the time a new member. */
async function compaction({ cluster, admin, read: join }: Scene): Promise<void> {
  const offsets = await admin.fetchTopicOffsets('table');
  const ends = new Map(offsets.map(({ partition, high }) => [partition, Number(high)]));
  const distance = offsets.reduce((sum, { low, high }) => sum + Number(high) - Number(low), 0);
  await sleep(6_000);
  const group = `table-${String(Date.now())}`;
  const consumer = patientClient(cluster, group).consumer({ groupId: group });
  let left = 0;
  let read = 0;
  await consumer.connect();
  await consumer.subscribe({ topic: 'table', fromBeginning: true });
  await consumer.run({
    eachMessage: ({ partition, message }) => {
      read++;
      if (Number(message.offset) < (ends.get(partition) ?? 0)) left++;
      return Promise.resolve();
    },
  });
  const second = await join('table', 'table');
  await eventually(async () => {
    if (read === 0) throw new Error('nothing was read');
  });
  await sleep(3_000);
  await consumer.disconnect();
  await admin.deleteGroups([group]);
  await second.leave();
  if (left >= distance) throw new Error(`${left} records at ${distance} offsets: nothing was compacted`);
}

/** What a commit leaves at the end is nobody's lag, also when it is deleted; nor is what an abort leaves there. */
async function transactions(scene: Scene): Promise<void> {
  await transfer(scene.cluster, 'commit');
  await drained(scene);
  const ends = await scene.admin.fetchTopicOffsets('ledger');
  const partitions = ends.map(({ partition, high }) => ({ partition, offset: high }));
  await scene.admin.deleteTopicRecords({ topic: 'ledger', partitions });
  await drained(scene);
  await transfer(scene.cluster, 'abort');
  await drained(scene);
}

/** Every third transaction is aborted; the last one ends as it is said. */
async function transfer(cluster: Scene['cluster'], last: 'commit' | 'abort'): Promise<void> {
  const producer = patientClient(cluster, 'ledger-writer').producer({
    idempotent: true,
    maxInFlightRequests: 1,
    transactionalId: 'ledger-writer',
  });
  await producer.connect();
  for (let turn = 0; turn < turns; turn++) {
    const transaction = await producer.transaction();
    const messages = [0, 1, 0, 1].map((partition) => ({ partition, value: `transfer ${String(turn)}` }));
    await transaction.send({ topic: 'ledger', messages });
    await sleep(100);
    if (turn === turns - 1 ? last === 'abort' : turn % 3 === 1) await transaction.abort();
    else await transaction.commit();
  }
  await producer.disconnect();
}

async function drained({ limited, restarted }: Scene): Promise<void> {
  await sleep(8_000);
  const { process } = restarted;
  for (const url of [limited.url, process.url]) {
    const metrics = new Metrics(await (await fetch(new URL('/metrics', url))).text());
    const waiting = [...metrics.family('kafka_consumergroup_lag_seconds')].filter(
      ([series, seconds]) => series.includes('topic="ledger"') && seconds > 0,
    );
    if (waiting.length > 0) {
      const lags = [...metrics.family('kafka_consumergroup_lag')].filter(([series]) =>
        series.includes('topic="ledger"'),
      );
      throw new Error(`a drained topic lags in time: ${waiting.join(' ')}; in records: ${lags.join(' ')}`);
    }
  }
}

/** A group that reads all there is, and then once again. */
async function fromBeginning({ admin, read }: Scene): Promise<void> {
  const group = `again-${String(Date.now())}`;
  const first = await read(group, 'orders');
  await sleep(4_000);
  await first.leave();
  await admin.resetOffsets({ groupId: group, topic: 'orders', earliest: true });
  const second = await read(group, 'orders');
  await sleep(4_000);
  await second.leave();
  await admin.deleteGroups([group]);
}

async function newGroupAtEnd({ admin, read }: Scene): Promise<void> {
  const group = `late-${String(Date.now())}`;
  const member = await read(group, 'orders', false);
  await sleep(8_000);
  await member.leave();
  await admin.deleteGroups([group]);
}

/** It comes and goes all the time: here it is waited for. */
async function jobs(): Promise<void> {
  await sleep(22_000);
}

/** A Java client commits by assign() all the time: here it is watched that it does. */
async function commitsWithoutMembers({ limited }: Scene): Promise<void> {
  const committed = async () =>
    [...(await limited.metrics()).family('kafka_consumergroup_current_offset_sum')].find(([series]) =>
      series.includes('"steady-assign"'),
    )?.[1] ?? NaN;
  const before = await committed();
  await sleep(4_000);
  if (!((await committed()) > before)) throw new Error('nothing was committed');
  const members = (await limited.metrics()).value('kafka_consumergroup_members', { consumergroup: 'steady-assign' });
  if (members !== 0) throw new Error(`the group has members: ${String(members)}`);
}

/** As Kafka Streams does with its repartition topics. */
async function deletedBehind({ admin }: Scene): Promise<void> {
  for (let turn = 0; turn < 8; turn++) {
    const offsets = await admin.fetchOffsets({ groupId: 'streams', topics: ['repartition'] });
    const partitions = (offsets[0]?.partitions ?? []).filter(({ offset }) => Number(offset) > 0);
    await admin.deleteTopicRecords({ topic: 'repartition', partitions });
    await sleep(1_000);
  }
}

async function rightsRevoked({ revoke, allow, limited }: Scene): Promise<void> {
  const sees = (name: string, labels: Readonly<Record<string, string>>, expected: boolean) =>
    eventually(async () => {
      const isSeen = (await limited.metrics()).value(name, labels) !== undefined;
      if (isSeen !== expected) throw new Error(`${name} is ${isSeen ? 'still' : 'not'} seen`);
    });
  await revoke('TOPIC');
  await sees('kafka_topic_partitions', { topic: 'orders' }, false);
  await sleep(5_000);
  await allow();
  await sees('kafka_topic_partitions', { topic: 'orders' }, true);
  await sleep(2_000);
  await revoke('GROUP');
  await sleep(5_000);
  await allow();
  await sees('kafka_consumergroup_members', { consumergroup: 'steady' }, true);
}

async function restartWithoutState({ restarted, settle }: Scene): Promise<void> {
  await restarted.restart('SIGTERM', false);
  await settle();
  await restarted.restart('SIGTERM', true);
}

/** Ten minutes forward, then twenty back, then right again. */
async function clockSet({ restarted }: Scene): Promise<void> {
  for (const minutes of [10, -10, 0]) {
    restarted.process.setClock(minutes * 60_000);
    await sleep(5_000);
  }
}
