import { describe, expect, it } from '@jest/globals';
import { findBottlenecks, SteadyObservations } from '../../src/derived/bottleneck.ts';
import { listGroupTopics } from '../../src/derived/group-topic.ts';
import { lagOf } from '../../src/derived/lag.ts';
import { statuses, type Status } from '../../src/derived/status.ts';
import type { ConsumerGroup, Member } from '../../src/snapshot/snapshot.ts';
import { smallSnapshot, type SmallGroup, type SmallTopic } from './small-snapshot.ts';

interface Scene {
  readonly topics: readonly SmallTopic[];
  readonly groups?: readonly SmallGroup[];
  /** By group: the partitions (dense indexes) of each member. */
  readonly members?: Readonly<Record<string, readonly (readonly number[])[]>>;
  readonly state?: string;
  /** By group: the status of each of its partitions, and of all its topics; OK unless said otherwise. */
  readonly status?: Readonly<Record<string, readonly Status[]>>;
  /** Records per second by dense partition index. */
  readonly rates?: readonly number[];
  /** Records per second by group, the same in all its topics. */
  readonly consumeRate?: Readonly<Record<string, number>>;
  /** Application by group, and the topic that it writes into. */
  readonly writes?: Readonly<Record<string, string>>;
}

function bottlenecksOf({ topics, groups = [], members = {}, status = {}, consumeRate = {}, ...scene }: Scene) {
  const small = smallSnapshot(0, topics, groups);
  const snapshot = {
    ...small,
    groups: small.groups.map((group): ConsumerGroup => ({
      ...group,
      state: scene.state ?? 'Stable',
      members: (members[group.id] ?? []).map(memberOf),
    })),
  };
  const groupTopics = listGroupTopics(snapshot);
  const produceRate = Float64Array.from(small.partitions.end, (_, index) => scene.rates?.[index] ?? 0);
  const consume: number[] = [];
  const judged = snapshot.groups.map(({ id, offsets }, group) => {
    const codes = Uint8Array.from(offsets.partition, (_, place) => statuses.indexOf(status[id]?.[place] ?? 'OK'));
    const verdict = { status: statuses[Math.max(0, ...codes)], reason: '' };
    const pairs = (groupTopics.groupStart[group + 1] ?? 0) - (groupTopics.groupStart[group] ?? 0);
    for (let pair = 0; pair < pairs; pair++) consume.push(consumeRate[id] ?? NaN);
    return { partitionStatus: codes, verdict, topics: Array.from({ length: pairs }, () => verdict) };
  });
  return findBottlenecks({
    snapshot,
    groupTopics,
    lag: snapshot.groups.map((group) => lagOf(group, snapshot.partitions)),
    judged,
    produceRate,
    topicProduceRate: Float64Array.from(snapshot.topics, ({ firstPartition, partitionCount }) =>
      produceRate.subarray(firstPartition, firstPartition + partitionCount).reduce((sum, rate) => sum + rate, 0),
    ),
    consumeRate: Float64Array.from(consume),
    applications: Object.entries(scene.writes ?? {}).map(([group, topic]) => ({
      name: `app-${group}`,
      cluster: undefined,
      groups: [group],
      writes: { matches: (one: string) => one === topic },
    })),
  });
}

function memberOf(assigned: readonly number[], index: number): Member {
  return {
    id: `member-${String(index)}`,
    clientId: 'client',
    host: '/10.0.0.1',
    instanceId: undefined,
    assigned: Int32Array.from(assigned),
  };
}

const four: SmallTopic = { name: 'orders', ends: [9_000, 9_000, 9_000, 9_000] };
const behind = (...lags: number[]): SmallGroup => ({
  id: 'billing',
  committed: { orders: lags.map((lag) => 9_000 - lag) },
});
const pairs = {
  billing: [
    [0, 1],
    [2, 3],
  ],
};
const single = { billing: [[0], [1], [2], [3]] };
const stages: Pick<Scene, 'topics' | 'groups' | 'members' | 'writes'> = {
  topics: [
    { name: 'orders', ends: [9_000] },
    { name: 'paid', ends: [500] },
  ],
  groups: [
    { id: 'billing', committed: { orders: [4_000] } },
    { id: 'shipping', committed: { paid: [500] } },
  ],
  members: { billing: [[0]], shipping: [[1]] },
  writes: { billing: 'paid' },
};

describe('bottlenecks', () => {
  it.each<{ name: string; scene: Scene; found: string[] }>([
    {
      name: 'a partition that receives far more',
      scene: { topics: [four], rates: [10, 80, 12, 9] },
      found: ['hot_partition'],
    },
    { name: 'no hot one among equals', scene: { topics: [four], rates: [20, 30, 25, 22] }, found: [] },
    { name: 'no hot one where nearly nothing arrives', scene: { topics: [four], rates: [0, 3, 0, 0] }, found: [] },
    {
      name: 'a member that lags with all it owns',
      scene: {
        topics: [four],
        groups: [behind(5, 3, 4_000, 5_000)],
        members: pairs,
        status: { billing: ['OK', 'OK', 'WARN', 'WARN'] },
      },
      found: ['slow_member'],
    },
    {
      name: 'a partition that lags while its member keeps up elsewhere',
      scene: {
        topics: [four],
        groups: [behind(5, 3, 4, 5_000)],
        members: pairs,
        status: { billing: ['OK', 'OK', 'OK', 'WARN'] },
      },
      found: ['hot_partition'],
    },
    {
      name: 'a partition that lags because it receives more',
      scene: {
        topics: [four],
        groups: [behind(5, 3, 4, 5_000)],
        members: single,
        status: { billing: ['OK', 'OK', 'OK', 'WARN'] },
        rates: [5, 5, 5, 12],
      },
      found: ['hot_partition'],
    },
    {
      name: 'nothing where lag is large but falls',
      scene: { topics: [four], groups: [behind(5, 3, 4_000, 5_000)], members: pairs },
      found: [],
    },
    {
      name: 'nothing of a group that rebalances',
      scene: {
        topics: [four],
        groups: [behind(5, 3, 4_000, 5_000)],
        members: pairs,
        status: { billing: ['OK', 'OK', 'WARN', 'WARN'] },
        state: 'PreparingRebalance',
      },
      found: [],
    },
    {
      name: 'members that own nothing',
      scene: { topics: [four], groups: [behind(0, 0, 0, 0)], members: { billing: [...single.billing, []] } },
      found: ['idle_members'],
    },
    {
      name: 'no idle one where each has some',
      scene: { topics: [four], groups: [behind(0, 0, 0, 0)], members: single },
      found: [],
    },
    {
      name: 'too few partitions where each has a member and all fall behind',
      scene: {
        topics: [four],
        groups: [behind(4_000, 4_100, 4_200, 3_900)],
        members: single,
        status: { billing: ['WARN', 'WARN', 'WARN', 'WARN'] },
      },
      found: ['too_few_partitions'],
    },
    {
      name: 'not too few where members could be added',
      scene: {
        topics: [four],
        groups: [behind(4_000, 4_100, 4_200, 3_900)],
        members: pairs,
        status: { billing: ['WARN', 'WARN', 'WARN', 'WARN'] },
      },
      found: [],
    },
    {
      name: 'a stage that holds up those after it',
      scene: { ...stages, status: { billing: ['WARN'] }, rates: [100, 10], consumeRate: { billing: 40, shipping: 10 } },
      found: ['too_few_partitions', 'slow_stage'],
    },
    {
      name: 'no slow stage where the next one is behind, too',
      scene: {
        ...stages,
        groups: [
          { id: 'billing', committed: { orders: [4_000] } },
          { id: 'shipping', committed: { paid: [10] } },
        ],
        members: { billing: [[0]], shipping: [[1]] },
        status: { billing: ['WARN'] },
        rates: [100, 10],
        consumeRate: { billing: 40, shipping: 10 },
      },
      found: ['too_few_partitions'],
    },
    {
      name: 'no slow stage where nobody declared what is written',
      scene: { ...stages, writes: {}, status: { billing: ['WARN'] }, rates: [100, 10], consumeRate: { billing: 40 } },
      found: ['too_few_partitions'],
    },
  ])('$name', async ({ scene, found }) => {
    expect((await bottlenecksOf(scene)).map(({ name }) => name)).toEqual(found);
  });

  it('a hot partition is worth a warning only where a reader of it is not well', async () => {
    const scene = (status: 'OK' | 'WARN'): Scene => ({
      topics: [four],
      rates: [10, 80, 12, 9],
      groups: [behind(5, 5_000, 4, 3)],
      members: pairs,
      status: { billing: ['OK', status, 'OK', 'OK'] },
    });
    const severities = async (status: 'OK' | 'WARN') =>
      (await bottlenecksOf(scene(status))).map(({ name, severity }) => `${name} ${severity}`);
    expect(await severities('OK')).toEqual(['hot_partition info']);
    expect(await severities('WARN')).toContain('hot_partition warning');
  });

  it('say in a sentence what is slow', async () => {
    const [found] = await bottlenecksOf({
      topics: [four],
      groups: [behind(5, 3, 4_000, 5_000)],
      members: pairs,
      status: { billing: ['OK', 'OK', 'WARN', 'WARN'] },
    });
    expect(found).toMatchObject({
      title:
        'billing in orders: 1 member falls behind with all its partitions, 9,000 records, while the others keep up',
      partitions: [2, 3],
      records: 9_000,
      runbook: 'bottleneck',
    });
  });

  it('are reported when seen three times in a row, until they were missed as often', async () => {
    const steady = new SteadyObservations();
    const hot = await bottlenecksOf({ topics: [four], rates: [10, 80, 12, 9] });
    const seen = [1, 1, 0, 1, 1, 1, 0, 0, 1, 0, 0, 0, 1].map((is) => steady.update(is === 1 ? hot : []).length);
    expect(seen).toEqual([0, 0, 0, 0, 0, 1, 1, 1, 1, 1, 1, 0, 0]);
  });
});
