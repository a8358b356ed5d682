import { describe, expect, it } from '@jest/globals';
import type { Risk } from '../../src/derived/finding.ts';
import { listGroupTopics } from '../../src/derived/group-topic.ts';
import { observeRisks } from '../../src/derived/risk-finding.ts';
import { findRisks, topicRisks, type KnownRisk } from '../../src/derived/risk.ts';
import type { Broker, Snapshot, TopicConfig } from '../../src/snapshot/snapshot.ts';
import { smallSnapshot } from './small-snapshot.ts';

const hourMs = 3_600_000;
const safe: TopicConfig = {
  cleanupPolicy: 'delete',
  minInsyncReplicas: 2,
  retentionMs: 24 * hourMs,
  retentionBytes: -1,
  deleteRetentionMs: 24 * hourMs,
  uncleanLeaderElection: false,
  tiered: false,
};

interface Scene {
  readonly config?: Partial<TopicConfig> | undefined;
  readonly configIsUnknown?: boolean;
  /** Brokers of the only partition. */
  readonly replicas?: readonly number[];
  /** Rack of broker 1, 2, 3; none is unknown. */
  readonly racks?: readonly (string | undefined)[];
  readonly lagHours?: number;
  readonly idleHours?: number;
  readonly hasMembers?: boolean;
  readonly offsetsRetentionMs?: number | undefined;
}

const nowMs = 1_000 * hourMs;

function risksOf(scene: Scene): { snapshot: Snapshot; risks: KnownRisk[] } {
  const { replicas = [1, 2, 3], racks = ['a', 'b', 'c'] } = scene;
  const small = smallSnapshot(
    nowMs,
    [{ name: 'orders', ends: [100] }],
    [
      {
        id: 'billing',
        committed: { orders: [50] },
        ...(scene.hasMembers === false ? {} : { assigned: { orders: [0] } }),
      },
    ],
  );
  const snapshot: Snapshot = {
    ...small,
    offsetsRetentionMs: 'offsetsRetentionMs' in scene ? scene.offsetsRetentionMs : 168 * hourMs,
    brokers: racks.map((rack, index): Broker => ({
      id: index + 1,
      host: 'localhost',
      port: 9092,
      rack,
      error: undefined,
      logDirs: [],
    })),
    topics: small.topics.map((topic) => ({
      ...topic,
      config: scene.configIsUnknown === true ? undefined : { ...safe, ...scene.config },
    })),
    partitions: {
      ...small.partitions,
      replicaStart: Int32Array.from([0, replicas.length]),
      replicaNodes: Int32Array.from(replicas),
    },
  };
  const input = {
    groupTopics: listGroupTopics(snapshot),
    lagSeconds: [Float64Array.from([(scene.lagHours ?? NaN) * 3_600])],
    idleMs: () => (scene.idleHours ?? NaN) * hourMs,
  };
  return { snapshot, risks: findRisks(snapshot, input) };
}

describe('risks', () => {
  it.each<{ name: string; scene: Scene; risks: Risk[] }>([
    { name: 'none of a safe topic', scene: {}, risks: [] },
    { name: 'one copy', scene: { replicas: [1], config: { minInsyncReplicas: 1 } }, risks: ['replication_factor_1'] },
    { name: 'min ISR 1', scene: { config: { minInsyncReplicas: 1 } }, risks: ['min_isr_1'] },
    {
      name: 'min ISR as large as the replication factor',
      scene: { replicas: [1, 2] },
      risks: ['min_isr_equals_replication'],
    },
    { name: 'min ISR beyond it', scene: { config: { minInsyncReplicas: 5 } }, risks: ['min_isr_equals_replication'] },
    { name: 'unclean elections', scene: { config: { uncleanLeaderElection: true } }, risks: ['unclean_election'] },
    { name: 'one rack', scene: { racks: ['a', 'a', 'a'] }, risks: ['one_rack'] },
    { name: 'no rack known', scene: { racks: [undefined, undefined, undefined] }, risks: [] },
    { name: 'a rack unknown', scene: { racks: ['a', 'a', undefined] }, risks: [] },
    { name: 'retention shorter than time lag', scene: { lagHours: 25 }, risks: ['retention_below_lag'] },
    { name: 'retention longer than time lag', scene: { lagHours: 23 }, risks: [] },
    { name: 'kept for ever', scene: { lagHours: 999, config: { retentionMs: -1 } }, risks: [] },
    {
      name: 'a compacted topic read too late',
      scene: { lagHours: 25, config: { cleanupPolicy: 'compact' } },
      risks: ['compaction_below_lag'],
    },
    {
      name: 'both policies',
      scene: { lagHours: 25, config: { cleanupPolicy: 'compact,delete' } },
      risks: ['retention_below_lag', 'compaction_below_lag'],
    },
    { name: 'an unknown time lag', scene: {}, risks: [] },
    { name: 'offsets that expire', scene: { hasMembers: false, idleHours: 160 }, risks: ['offsets_expire'] },
    { name: 'offsets of a group with members', scene: { idleHours: 160 }, risks: [] },
    { name: 'offsets that were committed lately', scene: { hasMembers: false, idleHours: 100 }, risks: [] },
    { name: 'offsets of which the last commit was not seen', scene: { hasMembers: false }, risks: [] },
    {
      name: 'offsets of an unknown retention',
      scene: { hasMembers: false, idleHours: 999, offsetsRetentionMs: undefined },
      risks: [],
    },
    { name: 'an unknown configuration', scene: { configIsUnknown: true, lagHours: 99 }, risks: [] },
    { name: 'replicas unknown', scene: { replicas: [], config: { minInsyncReplicas: 1 } }, risks: [] },
  ])('$name', ({ scene, risks }) => {
    expect(risksOf(scene).risks.map(({ risk }) => risk)).toEqual(risks);
  });

  it('are told in sentences', () => {
    const { snapshot, risks } = risksOf({ lagHours: 25, replicas: [1] });
    expect(observeRisks(snapshot, risks).map(({ title, severity, runbook }) => [title, severity, runbook])).toEqual([
      ['orders: every record has one copy only', 'warning', 'topic-risk'],
      [
        'billing in orders: the oldest unread record is older than the retention (25 hours of 24 hours)',
        'critical',
        'records-about-to-expire',
      ],
    ]);
  });

  it('of very many topics are one finding each', () => {
    const topics = Array.from({ length: 60 }, (_, index) => ({
      name: `t${String(index).padStart(2, '0')}`,
      ends: [1],
    }));
    const snapshot = smallSnapshot(0, topics);
    const risks = topics.map((_, topic): KnownRisk => ({
      topic,
      risk: 'min_isr_1',
      group: undefined,
      seconds: undefined,
      limitSeconds: undefined,
    }));
    expect(observeRisks(snapshot, risks)).toMatchObject([
      {
        title: '60 topics (t00, t01, t02 and 57 more): a record counts as written once a single replica has it',
        topic: undefined,
      },
    ]);
  });

  it('are counted once for each topic', () => {
    const { risks } = risksOf({ lagHours: 25 });
    expect(topicRisks([...risks, ...risks], [0])).toEqual([
      { topic: 0, risk: 'retention_below_lag' },
      { topic: 0, risk: 'disk_full' },
    ]);
  });
});
