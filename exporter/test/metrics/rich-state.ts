import type { AuditedTopic } from '../../src/audit/audit-state.ts';
import type { Observation } from '../../src/derived/finding.ts';
import type { ClusterState, Derived, DerivedGroup } from '../../src/derived/state.ts';
import type { Status } from '../../src/derived/status.ts';
import type { ExposedCluster } from '../../src/metrics/exposition.ts';
import { noAnswers } from '../../src/snapshot/follow-up.ts';
import type { ConsumerGroup, Snapshot, Topic } from '../../src/snapshot/snapshot.ts';
import { TestDeriver } from '../test-deriver.ts';
import { smallProducer, smallSnapshot, type SmallGroup, type SmallTopic } from '../derived/small-snapshot.ts';
import { usualCollectors } from '../usual-collectors.ts';

export const richAtMs = Date.UTC(2026, 0, 1, 0, 0, 10);
export const intervalMs = 10_000;

/** A name with everything that a label value must escape, and some that it must not. */
export const oddName = 'odd "name" \\ with\na line, ü and 🦆';

export const richCluster: ExposedCluster = {
  name: '',
  labels: {},
  showAllOffsets: true,
  collectors: usualCollectors,
};

/** Ten seconds ago. */
const before: { topics: SmallTopic[]; groups: SmallGroup[] } = {
  topics: [
    { name: 'orders', ends: [1000, 2000, 3000], logStart: 100 },
    { name: oddName, ends: [7] },
    { name: 'unreadable', ends: [], error: 'TOPIC_AUTHORIZATION_FAILED' },
  ],
  groups: [
    { id: 'billing', committed: { orders: [900, 1900] }, assigned: { orders: [0, 1, 2] } },
    { id: 'empty', committed: { orders: [150] } },
    { id: oddName, committed: { [oddName]: [5] }, assigned: { [oddName]: [0], orders: [2] }, type: 'consumer' },
    { id: 'sharing', type: 'share', assigned: { orders: [0, 1] } },
    { id: 'undescribed', committed: { orders: [50, 2101] }, error: 'NOT_COORDINATOR' },
    { id: 'unused', type: 'streams' },
  ],
};

/** Has at least one sample of every family, and what is awkward: unknown, offline, unequal, oddly named. */
export async function richState(): Promise<ClusterState> {
  const first = smallSnapshot(richAtMs - intervalMs, before.topics, before.groups);
  const deriver = new TestDeriver({ refreshIntervalMs: intervalMs });
  await deriver.derive(first);
  const snapshot = enriched(
    smallSnapshot(
      richAtMs,
      before.topics.map((topic) => (topic.name === 'orders' ? { ...topic, ends: [1100, 2100, NaN] } : topic)),
      before.groups.map((group) =>
        group.id === 'billing' ? { ...group, committed: { orders: [1090, 2000] } } : group,
      ),
    ),
  );
  const producers = [smallProducer({ lastTimestampMs: richAtMs })];
  const derived = judged(
    await deriver.derive(snapshot, () => ({ ...noAnswers, producers: new Map([[0, producers]]) })),
  );
  return {
    name: '',
    refreshIntervalMs: intervalMs,
    current: { snapshot, derived },
    refresh: { ok: true, error: undefined, lastSuccessMs: richAtMs },
  };
}

function enriched(snapshot: Snapshot): Snapshot {
  const partitions = { ...snapshot.partitions };
  const orders = snapshot.topics.find(({ name }) => name === 'orders')?.firstPartition ?? NaN;
  partitions.replicaStart = Int32Array.from({ length: partitions.count + 1 }, (_, index) => index * 3);
  partitions.replicaNodes = Int32Array.from({ length: partitions.count * 3 }, (_, index) => (index % 3) + 1);
  partitions.isrCount = new Int32Array(partitions.count).fill(3);
  partitions.leaderEpoch = new Int32Array(partitions.count).fill(4);
  // orders/1 has lost two replicas and moved, orders/2 has lost them all.
  partitions.leader = partitions.leader.slice();
  partitions.leader[orders + 1] = 2;
  partitions.isrCount[orders + 1] = 1;
  partitions.leader[orders + 2] = -1;
  partitions.leaderEpoch[orders + 2] = -1;
  partitions.isrCount[orders + 2] = 0;
  return {
    ...snapshot,
    clusterId: 'Y2x1c3Rlci1pZA',
    brokers: [
      {
        id: 1,
        host: 'kafka-1.example',
        port: 9092,
        rack: 'a',
        error: undefined,
        logDirs: [
          { path: '/data/1', online: true, error: undefined, sizeBytes: 1500, totalBytes: 1e12, usableBytes: 5e11 },
          {
            path: 'C:\\data',
            online: false,
            error: 'KAFKA_STORAGE_ERROR',
            sizeBytes: 0,
            totalBytes: undefined,
            usableBytes: undefined,
          },
        ],
      },
      { id: 2, host: 'fd00::2', port: 9092, rack: undefined, error: undefined, logDirs: [] },
      { id: 3, host: 'kafka-3.example', port: 9092, rack: 'c', error: 'timed out', logDirs: [] },
    ],
    quorum: {
      leaderId: 1,
      leaderEpoch: 9,
      highWatermark: 5000,
      voters: [
        { id: 1, logEndOffset: 5000, lag: 0 },
        { id: 2, logEndOffset: 4998, lag: 2 },
      ],
      metadataVersion: '4.1-IV1',
    },
    partitions,
    topics: snapshot.topics.map((topic): Topic => {
      if (topic.name !== 'orders') return topic;
      const config = {
        cleanupPolicy: 'compact,delete',
        minInsyncReplicas: 2,
        retentionMs: 604_800_000,
        retentionBytes: -1,
        deleteRetentionMs: 86_400_000,
        uncleanLeaderElection: false,
        tiered: false,
      };
      return { ...topic, config, sizeBytes: 123_456_789_012_345 };
    }),
    groups: snapshot.groups.map(enrichedGroup),
    collectors: [
      { name: 'configs', success: false, durationSeconds: 0.0625, error: 'not authorized' },
      { name: 'groups', success: true, durationSeconds: 0.25, error: undefined },
    ],
  };
}

function enrichedGroup(group: ConsumerGroup): ConsumerGroup {
  switch (group.id) {
    case 'billing': {
      // Two more members on one host, with one client id: what they have assigned is one sample per topic.
      const [member] = group.members ?? [];
      if (member?.assigned === undefined) return group;
      const split = [member.assigned.slice(0, 1), member.assigned.slice(1, 2), member.assigned.slice(2)];
      return { ...group, members: split.map((assigned, index) => ({ ...member, id: `billing-${index}`, assigned })) };
    }
    case 'sharing': {
      const assigned = group.members?.[0]?.assigned ?? new Int32Array();
      return {
        ...group,
        share: { partition: assigned, start: Float64Array.of(1000, 2000), lag: Float64Array.of(100, NaN) },
      };
    }
    case 'undescribed':
      return { ...group, state: undefined, members: undefined };
    case 'unused':
      return { ...group, state: 'SomethingNew' };
    default:
      return group;
  }
}

/** Verdicts, losses, risks and findings as the deriver might have them, whatever it finds in so short a time. */
/** As probes told of it; ten latencies, and one beyond the largest class. */
const auditedTopic: AuditedTopic = {
  topic: 'orders',
  acknowledged: 500,
  rejected: 0,
  buckets: [],
  groups: [
    {
      group: 'billing',
      received: 488,
      missing: 12,
      duplicated: 3,
      redelivered: 7,
      late: 1,
      completeness: 0.976,
      latency: [1, 2, 3, 4, 0, 0, 0, 0, 0, 0, 1],
      latencySumMs: 700_250,
    },
  ],
};

function judged(derived: Derived): Derived {
  // By id: billing, empty, the oddly named one, sharing, undescribed, unused.
  const [billing, empty, odd, ...rest] = derived.groups;
  if (billing === undefined || empty === undefined || odd === undefined) throw new Error('groups are missing');
  return {
    ...derived,
    groups: [
      judgedGroup(billing, 'WARN', [2.5, 0], [86_400, NaN]),
      judgedGroup(empty, 'STOP', [3600.25], [0]),
      judgedGroup(odd, 'OK', [0], [NaN]),
      ...rest.map((group) => judgedGroup(group, undefined, [], [])),
    ],
    audit: { topics: [auditedTopic] },
    losses: [
      { group: 'billing', topic: 'orders', cause: 'expired', records: 0, lastMs: undefined },
      { group: 'gone', topic: oddName, cause: 'deleted', records: 12, lastMs: richAtMs - 60_000 },
      { group: undefined, topic: 'orders', cause: 'truncated', records: 50, lastMs: richAtMs },
    ],
    risks: [
      { topic: 0, risk: 'replication_factor_1' },
      { topic: 1, risk: 'disk_full' },
    ],
    findings: [
      finding('loss', 'proved', 'critical'),
      { ...finding('loss', 'proved', 'critical'), endedMs: richAtMs },
      finding('risk', 'proved', 'warning'),
      finding('risk', 'proved', 'warning'),
    ],
  };
}

function judgedGroup(
  group: DerivedGroup,
  status: Status | undefined,
  seconds: readonly number[],
  timeToLoss: readonly number[],
): DerivedGroup {
  const verdict = { status, reason: '' };
  return {
    ...group,
    lagSeconds: group.lag.map((_, place) => seconds[place] ?? NaN),
    timeToLoss: group.lag.map((_, place) => timeToLoss[place] ?? NaN),
    verdict,
    topics: group.topics.map((topic) => ({ ...topic, maxLagSeconds: seconds[0] ?? NaN, verdict })),
  };
}

function finding(
  kind: Observation['kind'],
  certainty: Observation['certainty'],
  severity: Observation['severity'],
): Derived['findings'][number] {
  return {
    id: kind,
    key: kind,
    kind,
    name: '',
    certainty,
    severity,
    topic: undefined,
    group: undefined,
    broker: undefined,
    partitions: [],
    records: undefined,
    bound: undefined,
    title: '',
    evidence: '',
    advice: '',
    runbook: '',
    startedMs: richAtMs,
    updatedMs: richAtMs,
    endedMs: undefined,
  };
}
