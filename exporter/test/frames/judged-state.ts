import type { AuditedTopic } from '../../src/audit/audit-state.ts';
import { deriveGroups } from '../../src/derived/consumer-group.ts';
import type { Finding } from '../../src/derived/finding.ts';
import type { ClusterState, Derived, DerivedGroup, LossCount } from '../../src/derived/state.ts';
import { statuses, unknownStatus, type Status } from '../../src/derived/status.ts';
import { deriveTopics } from '../../src/derived/topic.ts';
import type { Snapshot } from '../../src/snapshot/snapshot.ts';
import { smallSnapshot, type SmallGroup, type SmallTopic } from '../derived/small-snapshot.ts';
import { nothingFound, unjudgedGroup } from '../unjudged.ts';

export const intervalMs = 10_000;
export const readAtMs = Date.UTC(2026, 0, 1, 0, 1, 10);

/** Seconds before `readAtMs`; a refresh was missed. */
const ages = [60, 50, 40, 30, 10, 0];

/** End offsets and commits by partition, `age` seconds ago: 10 records a second, and a reader that stands still for 30 s. */
function clusterAt(age: number): { topics: SmallTopic[]; groups: SmallGroup[] } {
  const end = 1600 - 10 * age;
  const read = 1000 - Math.max(10 * age, 300);
  return {
    topics: [
      { name: 'orders', ends: [end, age === 40 ? NaN : end + 1000], logStart: 100 },
      { name: 'payments', ends: [50] },
    ],
    groups: [
      { id: 'billing', committed: { orders: [read, end + 1000], payments: [50] }, assigned: { orders: [0, 1] } },
      { id: 'empty', committed: { orders: [NaN, 10] } },
      { id: 'unknown', assigned: { payments: [0] } },
    ],
  };
}

const judgements: Readonly<Record<string, { seconds: number[]; status: (Status | undefined)[]; toLoss: number[] }>> = {
  billing: { seconds: [90, 0, 0], status: ['STALL', 'OK', 'OK'], toLoss: [7200, NaN, NaN] },
  empty: { seconds: [NaN], status: ['STOP'], toLoss: [600] },
};

const losses: LossCount[] = [
  { group: 'billing', topic: 'orders', cause: 'expired', records: 17, lastMs: readAtMs - 10_000 },
  { group: 'billing', topic: 'orders', cause: 'skipped', records: 0, lastMs: undefined },
  { group: undefined, topic: 'orders', cause: 'truncated', records: 50, lastMs: readAtMs - 3_600_000 },
];
const grown = [
  [0, 5, 0, 0, 12, 0],
  [0, 0, 0, 0, 0, 0],
  [0, 0, 0, 0, 0, 0],
];

const finding = (part: Partial<Finding> & Pick<Finding, 'name' | 'kind' | 'title'>): Finding => ({
  id: `${part.kind}-${part.name}`,
  key: part.name,
  certainty: 'proved',
  severity: 'critical',
  topic: 'orders',
  group: 'billing',
  broker: undefined,
  partitions: [0],
  records: undefined,
  bound: undefined,
  evidence: 'It was seen.',
  advice: 'Look after it.',
  runbook: 'some-runbook',
  startedMs: readAtMs - 20_000,
  updatedMs: readAtMs,
  endedMs: undefined,
  ...part,
});

/** Newest first. */
const findings: readonly Finding[] = [
  finding({
    kind: 'loss',
    name: 'expired',
    title: 'billing lost 17 records of orders.',
    records: 17,
    bound: 'exact',
    updatedMs: readAtMs - 10_000,
    endedMs: readAtMs - 10_000,
    runbook: 'records-expired',
  }),
  finding({
    kind: 'loss',
    name: 'reset',
    certainty: 'suspected',
    severity: 'warning',
    title: 'empty may have lost records of orders.',
    group: 'empty',
    records: 40,
    bound: 'upper',
    startedMs: readAtMs - 40_000,
  }),
  finding({
    kind: 'risk',
    name: 'disk_full',
    title: 'A disk of broker 1 fills.',
    topic: undefined,
    group: undefined,
    broker: 1,
    partitions: [],
    startedMs: readAtMs - 3_600_000,
  }),
];

/** Three minutes as probes tell of them; the newest one is open. */
const auditedTopic: AuditedTopic = {
  topic: 'orders',
  acknowledged: 250,
  rejected: 0,
  groups: [
    {
      ...{ group: 'billing', received: 238, missing: 2, duplicated: 0, redelivered: 1, late: 5, completeness: 0.99 },
      ...{ latency: [], latencySumMs: 0 },
    },
  ],
  buckets: [
    [100, 100, 0],
    [100, 98, 2],
    [50, 40, null],
  ].map(([acknowledged, received, missing = null], index) => ({
    startMs: readAtMs - (3 - index) * 60_000,
    endMs: readAtMs - (2 - index) * 60_000,
    acknowledged: acknowledged ?? NaN,
    groups: new Map([['billing', { received: received ?? NaN, missing, duplicated: 0, redelivered: index, late: 0 }]]),
  })),
};

/** Two topics, three groups, two brokers, a minute of history; judged by hand. */
export async function judgedState(name = ''): Promise<ClusterState> {
  const shots = ages.map((age) => {
    const { topics, groups } = clusterAt(age);
    return smallSnapshot(readAtMs - age * 1000, topics, groups);
  });
  let topicHistory, groupHistory, derived: Derived | undefined;
  for (const shot of shots) {
    const ofTopics = deriveTopics(topicHistory, shot);
    const ofGroups = await deriveGroups(groupHistory, shot, ofTopics.move);
    [topicHistory, groupHistory] = [ofTopics.history, ofGroups.history];
    derived = {
      ...nothingFound,
      partitions: ofTopics.partitions,
      topics: ofTopics.topics,
      groups: ofGroups.groups.map((group, index) => judged(shot.groups[index]?.id ?? '', unjudgedGroup(group))),
      groupTopics: ofGroups.groupTopics,
      losses,
      findings,
      audit: { topics: [auditedTopic] },
      ...pastOf(shots),
    };
  }
  const last = shots.at(-1);
  if (derived === undefined || last === undefined) throw new Error('there is no history');
  return {
    name,
    refreshIntervalMs: intervalMs,
    current: { snapshot: { ...last, cluster: name, brokers }, derived },
    refresh: { ok: true, error: undefined, lastSuccessMs: readAtMs },
  };
}

const brokers: Snapshot['brokers'] = [
  {
    id: 1,
    host: 'kafka-1.example',
    port: 9092,
    rack: 'a',
    error: undefined,
    logDirs: [
      { path: '/data/1', online: true, error: undefined, sizeBytes: 1500, totalBytes: 1e12, usableBytes: 5e11 },
      { path: '/data/2', online: false, error: 'offline', sizeBytes: 0, totalBytes: undefined, usableBytes: undefined },
    ],
  },
  { id: 2, host: 'kafka-2.example', port: 9092, rack: undefined, error: 'timed out', logDirs: [] },
];

function pastOf(shots: readonly Snapshot[]): Pick<Derived, 'past' | 'pastLosses'> {
  const column = (of: (shot: Snapshot) => number): Float64Array => Float64Array.from(shots, of);
  return {
    past: {
      times: () => column(({ finishedAtMs }) => finishedAtMs),
      ends: (partition) => column(({ partitions }) => partitions.end[partition] ?? NaN),
      commits: (group, place) => column(({ groups }) => groups[group]?.offsets.committed[place] ?? NaN),
      lagSeconds: (group, place) =>
        Float64Array.from(ages, (age) => (group === 0 && place === 0 ? Math.max(60, 90 - age) : NaN)),
    },
    pastLosses: { lost: (loss) => Float64Array.from(grown[loss] ?? []) },
  };
}

function judged(id: string, group: DerivedGroup): DerivedGroup {
  const { seconds = [], status = [], toLoss = [] } = judgements[id] ?? {};
  const worst = (from: readonly (Status | undefined)[]): Status | undefined =>
    statuses.toReversed().find((one) => from.includes(one));
  // The first topic of a group has all its judged partitions but the last ones, of payments.
  const parts = id === 'billing' ? [status.slice(0, 2), status.slice(2)] : [status];
  const verdictOf = (from: readonly (Status | undefined)[]) => {
    const found = worst(from);
    return { status: found, reason: found === undefined ? '' : `${found}: by hand.` };
  };
  return {
    ...group,
    lagSeconds: Float64Array.from(group.lag, (_, place) => seconds[place] ?? NaN),
    lagEvidence: new Uint8Array(group.lag.length).fill(1),
    timeToLoss: Float64Array.from(group.lag, (_, place) => toLoss[place] ?? NaN),
    partitionStatus: Uint8Array.from(group.lag, (_, place) => {
      const word = status[place];
      return word === undefined ? unknownStatus : statuses.indexOf(word);
    }),
    verdict: verdictOf(status),
    topics: group.topics.map((topic, index) => ({
      ...topic,
      maxLagSeconds: index === 0 ? (seconds[0] ?? NaN) : (seconds[2] ?? NaN),
      timeToLoss: index === 0 ? (toLoss[0] ?? NaN) : NaN,
      verdict: verdictOf(parts[index] ?? []),
    })),
  };
}
