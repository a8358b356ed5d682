import type { Broker, Snapshot } from '../snapshot/snapshot.ts';
import type { Risk } from './finding.ts';
import type { GroupTopics } from './group-topic.ts';
import type { TopicRisk } from './state.ts';

/** A group without members is at risk once it has been idle for this part of the offsets' retention. */
const nearlyExpired = 0.9;

export interface RiskInput {
  readonly groupTopics: GroupTopics;
  /** Time lag in seconds by index into snapshot.groups and place of its offsets; NaN unknown. */
  readonly lagSeconds: readonly Float64Array[];
  /** For how long at least a group (id) has had no members and no commit, milliseconds; NaN unknown. */
  readonly idleMs: (group: string) => number;
}

/** A risk of a topic, and the group and numbers that it comes from. */
export interface KnownRisk extends TopicRisk {
  readonly group: string | undefined;
  /** Seconds: the group's time lag, or for how long it has been idle; undefined where the risk has no such number. */
  readonly seconds: number | undefined;
  /** The retention that is compared with it. */
  readonly limitSeconds: number | undefined;
}

/** All that is known to hold; what is unknown (a configuration, a rack, a time) claims nothing. Ascending by topic. */
export function findRisks(snapshot: Snapshot, input: RiskInput): KnownRisk[] {
  return [...ofTopics(snapshot), ...ofGroups(snapshot, input)].sort((left, right) => left.topic - right.topic);
}

/** Each risk of a topic once, however many groups it comes from; `full` are topics (indexes) on a log dir that fills up. */
export function topicRisks(known: readonly KnownRisk[], full: readonly number[]): TopicRisk[] {
  const risksOf = new Map<number, Set<Risk>>();
  for (const { topic, risk } of [...known, ...full.map((index): TopicRisk => ({ topic: index, risk: 'disk_full' }))]) {
    const others = risksOf.get(topic);
    if (others === undefined) risksOf.set(topic, new Set([risk]));
    else others.add(risk);
  }
  return [...risksOf]
    .sort(([left], [right]) => left - right)
    .flatMap(([topic, risks]) => Array.from(risks, (risk) => ({ topic, risk })));
}

/** By the configuration of a topic and the places of its replicas. */
function ofTopics({ brokers, topics, partitions }: Snapshot): KnownRisk[] {
  const found: KnownRisk[] = [];
  const racks = racksOf(brokers);
  topics.forEach(({ config, firstPartition, partitionCount }, topic) => {
    const add = (risk: Risk) => {
      found.push({ topic, risk, group: undefined, seconds: undefined, limitSeconds: undefined });
    };
    let replication = Infinity;
    let inOneRack = false;
    for (let partition = firstPartition; partition < firstPartition + partitionCount; partition++) {
      const from = partitions.replicaStart[partition] ?? 0;
      const to = partitions.replicaStart[partition + 1] ?? from;
      if (to > from) replication = Math.min(replication, to - from);
      inOneRack ||= areInOneRack(partitions.replicaNodes, from, to, racks);
    }
    if (replication === 1) add('replication_factor_1');
    if (inOneRack) add('one_rack');
    if (config === undefined) return;
    if (config.uncleanLeaderElection) add('unclean_election');
    if (!Number.isFinite(replication) || replication < 2) return;
    const inSync = Math.min(config.minInsyncReplicas, replication);
    if (inSync === 1) add('min_isr_1');
    if (inSync === replication) add('min_isr_equals_replication');
  });
  return found;
}

/** Racks by broker id; brokers without a known rack are left out. */
function racksOf(brokers: readonly Broker[]): Map<number, string> {
  return new Map(brokers.flatMap(({ id, rack }) => (rack === undefined ? [] : [[id, rack]])));
}

/** Only where the rack of every one of several replicas is known. */
function areInOneRack(nodes: Int32Array, from: number, to: number, racks: ReadonlyMap<number, string>): boolean {
  const rack = racks.get(nodes[from] ?? -1);
  if (to - from < 2 || rack === undefined) return false;
  for (let at = from + 1; at < to; at++) if (racks.get(nodes[at] ?? -1) !== rack) return false;
  return true;
}

/** By how far a group is behind, or for how long it has been away. */
function ofGroups({ groups, topics, offsetsRetentionMs }: Snapshot, input: RiskInput): KnownRisk[] {
  const found: KnownRisk[] = [];
  const { groupStart, topic, from, to } = input.groupTopics;
  groups.forEach(({ id, members, type }, index) => {
    const idleMs = members?.length === 0 && type !== 'share' ? input.idleMs(id) : NaN;
    const keptMs = offsetsRetentionMs ?? NaN;
    const expires = idleMs >= keptMs * nearlyExpired;
    const lagSeconds = input.lagSeconds[index] ?? new Float64Array();
    for (let pair = groupStart[index] ?? 0; pair < (groupStart[index + 1] ?? 0); pair++) {
      const at = topic[pair] ?? -1;
      const add = (risk: Risk, seconds: number, limitMs: number) => {
        found.push({ topic: at, risk, group: id, seconds, limitSeconds: limitMs / 1000 });
      };
      const first = from[pair] ?? 0;
      const end = to[pair] ?? first;
      if (expires && end > first) add('offsets_expire', idleMs / 1000, keptMs);
      const config = topics[at]?.config;
      if (config === undefined) continue;
      let seconds = NaN;
      for (let place = first; place < end; place++) {
        const lag = lagSeconds[place] ?? NaN;
        if (!(seconds >= lag) && !Number.isNaN(lag)) seconds = lag;
      }
      if (config.cleanupPolicy.includes('delete') && config.retentionMs >= 0 && seconds * 1000 > config.retentionMs) {
        add('retention_below_lag', seconds, config.retentionMs);
      }
      if (config.cleanupPolicy.includes('compact') && seconds * 1000 > config.deleteRetentionMs) {
        add('compaction_below_lag', seconds, config.deleteRetentionMs);
      }
    }
  });
  return found;
}
