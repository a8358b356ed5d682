import { expect, it } from '@jest/globals';
import { observeNoController } from '../../src/derived/controller-finding.ts';
import { observeReplication } from '../../src/derived/replication-finding.ts';
import type { Snapshot } from '../../src/snapshot/snapshot.ts';
import { syntheticSnapshot } from '../synthetic-snapshot.ts';

/** Three brokers; partition p of each of the two topics has its copies on p + 1 and the next one. */
const healthy = syntheticSnapshot({
  ...{ topics: 2, partitionsPerTopic: 3, groups: 0, offsetsPerGroup: 0 },
  replicationFactor: 2,
});
const [first, second] = healthy.topics.map(({ name }) => name);

/** With some of the columns and brokers as given, the rest as it is. */
function changed(columns: Partial<Snapshot['partitions']>, brokers = healthy.brokers, minInsyncReplicas = 1): Snapshot {
  const topics = healthy.topics.map((topic) => ({
    ...topic,
    config: topic.config && { ...topic.config, minInsyncReplicas },
  }));
  return { ...healthy, topics, brokers, partitions: { ...healthy.partitions, ...columns } };
}

const without = (id: number) => healthy.brokers.filter((broker) => broker.id !== id);

it('nothing is said of a healthy cluster, and nothing where no broker is known', () => {
  expect(observeReplication(healthy)).toEqual([]);
  expect(observeReplication(changed({}, []))).toEqual([]);
});

it('a broker that is away is one warning with the partitions that lack its copy, not one for each topic', () => {
  const isrCount = Int32Array.of(2, 1, 1, 2, 1, 1);
  expect(observeReplication(changed({ isrCount }, without(3)))).toMatchObject([
    {
      ...{ kind: 'risk', name: 'broker_away', severity: 'warning', broker: 3, topic: undefined, partitions: [] },
      title: `Broker 3 is away: 4 partitions of ${first ?? ''} and ${second ?? ''} lack the copy that it holds`,
    },
  ]);
});

it('one that is listed and does not answer is told with the reason', () => {
  const brokers = healthy.brokers.map((broker) =>
    broker.id === 2 ? { ...broker, error: 'connect ECONNREFUSED' } : broker,
  );
  expect(observeReplication(changed({}, brokers))).toMatchObject([
    {
      ...{ name: 'broker_silent', severity: 'warning', broker: 2, topic: undefined },
      title: `Broker 2 does not answer; it leads 2 partitions of ${first ?? ''} and ${second ?? ''}`,
      evidence: 'The cluster lists it, and it could not be asked: connect ECONNREFUSED.',
    },
  ]);
});

it('partitions without a leader are critical, and so are those that refuse records; each is told once', () => {
  const isrCount = Int32Array.of(2, 1, 0, 2, 2, 2);
  const leader = Int32Array.of(1, 2, -1, 1, 2, 3);
  const found = observeReplication(changed({ isrCount, leader }, healthy.brokers, 2));
  expect(found.map(({ name, severity, topic, partitions }) => ({ name, severity, topic, partitions }))).toEqual([
    { name: 'partitions_offline', severity: 'critical', topic: first, partitions: [2] },
    { name: 'partitions_below_min_isr', severity: 'critical', topic: first, partitions: [1] },
  ]);
  expect(found.map(({ title }) => title)).toEqual([
    `1 partition of ${first ?? ''} has no leader: nobody can write or read there`,
    `1 partition of ${first ?? ''} refuses what is sent with acks=all`,
  ]);
});

it('copies that are behind on brokers that are there are told apart, under the same key however many they are', () => {
  const one = observeReplication(changed({ isrCount: Int32Array.of(2, 1, 2, 2, 2, 2) }));
  const two = observeReplication(changed({ isrCount: Int32Array.of(2, 1, 2, 2, 1, 2) }));
  expect(one).toMatchObject([{ name: 'under_replicated', topic: first, partitions: [1] }]);
  expect(two).toMatchObject([{ name: 'under_replicated', topic: undefined, partitions: [] }]);
  expect(one[0]?.key).toBe(two[0]?.key);
});

it('a quorum without a leader is told, and nothing where it was not asked', () => {
  const { quorum } = healthy;
  expect([healthy, { ...healthy, quorum: undefined }].map(observeNoController)).toEqual([[], []]);
  const lost = { ...healthy, quorum: quorum && { ...quorum, leaderId: -1 } };
  expect(observeNoController(lost)).toMatchObject([{ name: 'no_controller', severity: 'critical' }]);
});
