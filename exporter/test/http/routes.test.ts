import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import type {
  BrokerList,
  ClusterList,
  Graph,
  GroupDetails,
  GroupList,
  ProducerList,
  TopicDetails,
  TopicList,
} from '../../src/api.ts';
import { nothingFound, unjudgedGroup } from '../unjudged.ts';
import { serve, smallShape, stateOf, type Served } from './serve.ts';
import { nothingDeclared } from '../../src/topology/topology.ts';

// The thread that lays graphs out takes its time to start on a busy machine.
jest.setTimeout(30_000);

let served: Served;

beforeAll(async () => {
  const topology = {
    ...nothingDeclared,
    producers: [
      { name: 'shop', cluster: undefined, writes: { matches: (topic: string) => topic !== 'topic-2' } },
      { name: 'elsewhere', cluster: 'another', writes: { matches: () => true } },
    ],
    applications: [
      {
        name: 'refiner',
        cluster: '',
        groups: ['group-0'],
        writes: { matches: (topic: string) => topic === 'topic-2' },
      },
      { name: 'reader', cluster: '', groups: ['group-1'], writes: { matches: () => false } },
    ],
  };
  const { current, ...state } = await stateOf(smallShape);
  if (current === undefined) throw new Error('there is no state');
  // What is judged has tests of its own, see judged.test.ts.
  const derived = { ...current.derived, ...nothingFound, groups: current.derived.groups.map(unjudgedGroup) };
  served = await serve([{ ...state, current: { ...current, derived } }], { topology });
});
afterAll(() => served.close());

const head = { cluster: '', time: '2026-01-01T00:00:10.000Z', ageSeconds: 2.5 };
const notJudged = { status: null, reason: '', lagSeconds: null, timeToLossSeconds: null, lost: null };
const healthy = {
  underReplicatedPartitions: 0,
  offlinePartitions: 0,
  status: 'ok' as const,
  reason: 'All replicas are in sync.',
  lagSeconds: null,
  timeToLossSeconds: null,
  lost: null,
  risks: [],
  error: null,
};
const topic1 = {
  topic: 'topic-1',
  id: 'synthetic-topic-000001',
  internal: false,
  partitions: 2,
  replicationFactor: 3,
  recordsPerSecond: 5,
  sizeBytes: 102189600,
  ...healthy,
};
const group0 = {
  group: 'group-0',
  type: 'classic' as const,
  state: 'Stable',
  protocol: 'range',
  coordinator: 1,
  members: 2,
  topics: 2,
  lag: 9445,
  recordsPerSecond: 6,
  ...notJudged,
  error: null,
};
const group1 = { ...group0, group: 'group-1', coordinator: 2, topics: 3, lag: 17181, recordsPerSecond: 10 };
const broker1 = {
  broker: 1,
  host: 'broker-1.example',
  port: 9092,
  rack: 'rack-1',
  controller: true,
  leaders: 2,
  replicas: 6,
  recordsPerSecond: 3,
  status: 'ok' as const,
  reason: 'It answers, and its log directories have room.',
  logDirs: [{ path: '/var/lib/kafka', online: true, error: null, sizeBytes: 1e9, totalBytes: 1e11, usableBytes: 4e10 }],
  error: null,
};

describe('lists', () => {
  it('/api/clusters', async () => {
    expect(await served.read('/api/clusters')).toEqual({
      clusters: [
        {
          ...head,
          clusterId: 'c3ludGhldGljLWNsdXN0ZXI',
          up: true,
          error: null,
          brokers: 3,
          topics: 3,
          partitions: 6,
          groups: 2,
          shareGroups: 0,
          groupStatuses: { OK: 0, REWIND: 0, WARN: 0, STALL: 0, STOP: 0, unknown: 2 },
          collectors: ['groups', 'metadata', 'offsets'].map((name) => ({
            name,
            success: true,
            durationSeconds: 0.1,
            error: null,
          })),
        },
      ],
    } satisfies ClusterList);
  });

  it('/api/topics', async () => {
    expect(await served.read('/api/topics')).toEqual({
      ...head,
      topics: [
        { ...topic1, topic: 'topic-0', id: 'synthetic-topic-000000', recordsPerSecond: 1, sizeBytes: 100379500 },
        topic1,
        { ...topic1, topic: 'topic-2', id: 'synthetic-topic-000002', recordsPerSecond: 9, sizeBytes: 150370000 },
      ],
      omitted: 0,
    } satisfies TopicList);
  });

  it('/api/groups', async () => {
    expect(await served.read('/api/groups')).toEqual({
      ...head,
      groups: [group0, group1],
      omitted: 0,
    } satisfies GroupList);
  });

  it('/api/brokers', async () => {
    const named = (broker: number) => ({
      broker,
      host: `broker-${broker}.example`,
      rack: `rack-${broker}`,
      controller: false,
    });
    expect(await served.read('/api/brokers')).toEqual({
      ...head,
      brokers: [
        broker1,
        { ...broker1, ...named(2), recordsPerSecond: 5 },
        { ...broker1, ...named(3), recordsPerSecond: 7 },
      ],
    } satisfies BrokerList);
  });

  it('/api/producers: who is declared to write here', async () => {
    const known = { producerIds: 0, lastSeen: null, evidence: ['declared' as const] };
    expect(await served.read('/api/producers')).toEqual({
      ...head,
      producers: [
        {
          ...known,
          producer: 'refiner',
          kind: 'application',
          topics: ['topic-2'],
          recordsPerSecond: 9,
          groups: ['group-0'],
        },
        {
          ...known,
          producer: 'shop',
          kind: 'producer',
          topics: ['topic-0', 'topic-1'],
          recordsPerSecond: 6,
          groups: [],
        },
      ],
      omitted: 0,
    } satisfies ProducerList);
  });

  it.each<[string, string, string[], number]>([
    ['/api/topics?filter=1', 'topics', ['topic-1'], 0],
    ['/api/topics?filter=^topic-[02]$', 'topics', ['topic-0', 'topic-2'], 0],
    ['/api/topics?filter=none', 'topics', [], 0],
    ['/api/topics?limit=1', 'topics', ['topic-0'], 2],
    ['/api/topics?filter=%5B12%5D&limit=1', 'topics', ['topic-1'], 1],
    ['/api/topics?filter=&limit=&cluster=', 'topics', ['topic-0', 'topic-1', 'topic-2'], 0],
    ['/api/groups?limit=1', 'groups', ['group-0'], 1],
    ['/api/groups?filter=(?i)GROUP-1', 'groups', ['group-1'], 0],
    ['/api/producers?filter=^s', 'producers', ['shop'], 0],
  ])('%s', async (path, list, names, omitted) => {
    const answer = (await served.read(path)) as Record<string, Record<string, string>[]>;
    expect(answer[list]?.map((row) => row[list.slice(0, -1)])).toEqual(names);
    expect(answer.omitted).toBe(omitted);
  });
});

describe('details', () => {
  const partition0 = {
    partition: 0,
    leader: 3,
    leaderEpoch: 5,
    replicas: [3, 1, 2],
    inSyncReplicas: 3,
    logStartOffset: 968377,
    endOffset: 1259500,
    lastStableOffset: 1259500,
    sizeBytes: 29112300,
    recordsPerSecond: 2,
    error: null,
  };
  const group0InTopic1 = { lag: 4019, recordsPerSecond: 5, assignedPartitions: 2, ...notJudged };

  it('/api/topics/:topic', async () => {
    const answer = (await served.read('/api/topics/topic-1')) as TopicDetails;
    const { partitions, ...rest } = answer;
    expect(rest).toEqual({
      ...head,
      topic: topic1,
      config: {
        cleanupPolicy: 'delete',
        minInsyncReplicas: 2,
        retentionMs: 604_800_000,
        retentionBytes: -1,
        deleteRetentionMs: 86_400_000,
        uncleanLeaderElection: false,
        tiered: false,
      },
      groups: [
        { group: 'group-0', ...group0InTopic1 },
        { group: 'group-1', ...group0InTopic1, lag: 4619 },
      ],
      omitted: { partitions: 0, groups: 0 },
    } satisfies Omit<TopicDetails, 'partitions'>);
    expect(partitions[0]).toEqual(partition0);
    expect(partitions.map(({ partition, leader, recordsPerSecond }) => [partition, leader, recordsPerSecond])).toEqual([
      [0, 3, 2],
      [1, 1, 3],
    ]);
  });

  it('/api/topics/:topic?limit=1', async () => {
    expect(await served.read('/api/topics/topic-1?limit=1')).toMatchObject({
      partitions: [{ partition: 0 }],
      groups: [{ group: 'group-0' }],
      omitted: { partitions: 1, groups: 1 },
    });
  });

  it('/api/groups/:group', async () => {
    const member = (number: number) => ({
      member: `group-0-client-${number}-7b0c`,
      clientId: `group-0-client-${number}`,
      host: `10.0.0.${number + 1}`,
      instanceId: null,
      assigned: [{ topic: `topic-${number}`, partitions: [0, 1] }],
    });
    const { partitions, ...rest } = (await served.read('/api/groups/group-0')) as GroupDetails;
    expect(rest).toEqual({
      ...head,
      group: group0,
      topics: [
        { topic: 'topic-0', lag: 5426, recordsPerSecond: 1, assignedPartitions: 2, ...notJudged },
        { topic: 'topic-1', ...group0InTopic1 },
      ],
      members: [member(0), member(1)],
      omitted: { topics: 0, members: 0, partitions: 0 },
    } satisfies Omit<GroupDetails, 'partitions'>);
    expect(partitions).toHaveLength(4);
    expect(partitions[0]).toEqual({
      topic: 'topic-0',
      partition: 0,
      committedOffset: 638419,
      endOffset: 639808,
      lag: 1389,
      lagSeconds: null,
      lagEvidence: null,
      timeToLossSeconds: null,
      status: null,
      clientId: 'group-0-client-0',
    });
  });

  it('/api/groups/:group?limit=1', async () => {
    expect(await served.read('/api/groups/group-0?limit=1')).toMatchObject({
      topics: [{ topic: 'topic-0' }],
      members: [{ assigned: [{ topic: 'topic-0', partitions: [0] }] }],
      partitions: [{ topic: 'topic-0', partition: 0 }],
      omitted: { topics: 1, members: 1, partitions: 3 },
    });
  });
});

describe('/api/graph', () => {
  it('has what the query asks for, with both ends of every edge', async () => {
    const { nodes, edges, ...rest } = (await served.read('/api/graph?topic=topic-0')) as Graph;
    expect(rest).toEqual({ ...head, omitted: { nodes: 0, edges: 0 } });
    expect(nodes.map(({ id, lane }) => [id, lane])).toEqual(
      expect.arrayContaining([
        ['producer:shop', 0],
        ['topic:topic-0', 1],
        ['application:refiner', 2],
      ]),
    );
    const ids = new Set(nodes.map(({ id }) => id));
    expect(edges.flatMap(({ source, target }) => [source, target]).filter((id) => !ids.has(id))).toEqual([]);
    expect(edges.map(({ kind }) => kind)).toEqual(expect.arrayContaining(['produces', 'consumes']));
  });

  it.each<[string, string]>([
    ['view=brokers', 'broker'],
    ['view=members', 'member'],
    ['view=flow&limit=3', 'more'],
    ['producer=shop', 'producer'],
    ['group=group-1', 'topic'],
  ])('?%s', async (query, kind) => {
    const { nodes } = (await served.read(`/api/graph?${query}`)) as Graph;
    expect(nodes.map((node) => node.kind)).toContain(kind);
  });
});

describe('how the process fares', () => {
  it.each<[string, object]>([
    ['/healthz', { status: 'ok', version: '1.2.3' }],
    ['/readyz', { ready: true, clusters: [{ cluster: '', ready: true, reason: null }] }],
  ])('%s', async (path, expected) => {
    expect(await served.read(path)).toEqual(expected);
  });
});

it.each(['/healthz', '/readyz', '/metrics', '/api/clusters', '/api/topics', '/api/topics/topic-0', '/api/graph'])(
  'HEAD %s has the headers of GET and no body',
  async (path) => {
    const [head, get] = [await served.ask(path, { method: 'HEAD' }), await served.ask(path)];
    expect([head.status, head.text]).toEqual([200, '']);
    expect(head.headers['content-type']).toBe(get.headers['content-type']);
    expect(get.headers['x-content-type-options']).toBe('nosniff');
    expect(get.headers['cache-control']).toBe(path.startsWith('/api/') ? 'no-cache' : undefined);
  },
);
