import { isBelowMinIsr, isOffline, isUnderReplicated, replicaCount } from '../derived/replication.ts';
import type { Snapshot, Topic } from '../snapshot/snapshot.ts';
import type { Current } from './current.ts';
import { notJudged, type Judgement } from './health.ts';
import { lostRecords } from './lost-records.ts';
import { noParts, type Parts } from './parts.ts';

/** How the partitions of a topic fare. */
export interface PartitionHealth {
  /** Without a leader. */
  readonly offline: number;
  /** With too few in-sync replicas for acks=all. */
  readonly belowMinIsr: number;
  readonly underReplicated: number;
  /** By the worst of each. */
  readonly parts: Parts;
}

export function partitionHealth(snapshot: Snapshot, { firstPartition, partitionCount }: Topic): PartitionHealth {
  const parts = noParts();
  let [offline, belowMinIsr, underReplicated] = [0, 0, 0];
  for (let at = firstPartition; at < firstPartition + partitionCount; at++) {
    const [isGone, isBelow] = [isOffline(snapshot, at) === true, isBelowMinIsr(snapshot, at) === true];
    const lacks = isUnderReplicated(snapshot, at);
    if (lacks) underReplicated++;
    if (isBelow) belowMinIsr++;
    if (isGone) offline++;
    const isKnown = replicaCount(snapshot, at) > 0;
    parts[isGone || isBelow ? 'critical' : lacks ? 'warning' : isKnown ? 'ok' : 'unknown']++;
  }
  return { offline, belowMinIsr, underReplicated, parts };
}

/** The worst of its partitions and of its own losses; what its readers lost is told of them. */
export function topicHealth(current: Current, topic: Topic, health: PartitionHealth): Judgement {
  const recent = lostRecords(current).ofTopic(topic.name)?.recent;
  if (recent !== undefined) return { status: 'critical', reason: recent };
  if (topic.error !== undefined) return { status: 'unknown', reason: `It could not be read: ${topic.error}.` };
  const { offline, belowMinIsr, underReplicated, parts } = health;
  const of = (some: number): string => `${some} of ${topic.partitionCount} partitions ${some === 1 ? 'has' : 'have'}`;
  if (offline > 0) {
    return { status: 'critical', reason: `${of(offline)} no leader: nobody can write or read there.` };
  }
  if (belowMinIsr > 0) {
    const reason = `${of(belowMinIsr)} too few replicas in sync: producers with acks=all are refused.`;
    return { status: 'critical', reason };
  }
  if (underReplicated > 0)
    return { status: 'warning', reason: `${of(underReplicated)} replicas that are not in sync.` };
  return parts.ok > 0 ? { status: 'ok', reason: 'All replicas are in sync.' } : notJudged;
}
