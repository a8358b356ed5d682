import { firstPlace } from '../snapshot/place-of.ts';
import type { View } from './view.ts';

/** @param committed NaN when the partition has no commit. @param lag NaN when it is unknown. */
type Visit = (partition: number, committed: number, lag: number) => void;

/**
 * The partitions of a pair of a group and a topic that kafka_exporter shows, ascending: none unless the group
 * committed in one of them; otherwise all of the topic whose end is known, or with --no-offset.show-all those
 * that a member has assigned.
 */
export function visitShown(view: View, pair: number, visit: Visit): void {
  const { snapshot, derived, showAllOffsets } = view;
  const group = view.groupOfPair[pair] ?? -1;
  const { offsets, type } = snapshot.groups[group] ?? {};
  const lag = derived.groups[group]?.lag;
  const topic = snapshot.topics[derived.groupTopics.topic[pair] ?? -1];
  const to = derived.groupTopics.to[pair] ?? 0;
  let place = derived.groupTopics.from[pair] ?? to;
  if (offsets === undefined || lag === undefined || topic === undefined || type === 'share' || place === to) return;
  const end = topic.firstPartition + topic.partitionCount;
  const assigned = showAllOffsets ? undefined : assignedIn(view, group, topic.firstPartition, end);
  if (assigned !== undefined && !hasCommit(offsets.partition, place, to, assigned)) return;
  for (let partition = topic.firstPartition; partition < end; partition++) {
    const isCommitted = place < to && offsets.partition[place] === partition;
    if (assigned?.has(partition) ?? true) {
      if (isCommitted) visit(partition, offsets.committed[place] ?? NaN, lag[place] ?? NaN);
      else if (!Number.isNaN(snapshot.partitions.end[partition] ?? NaN)) visit(partition, NaN, NaN);
    }
    if (isCommitted) place++;
  }
}

function hasCommit(partitions: Int32Array, from: number, to: number, assigned: ReadonlySet<number>): boolean {
  for (let place = from; place < to; place++) {
    if (assigned.has(partitions[place] ?? -1)) return true;
  }
  return false;
}

/** Partitions from .. end that some member of the group has assigned. */
function assignedIn({ snapshot }: View, group: number, from: number, end: number): ReadonlySet<number> {
  const found = new Set<number>();
  for (const { assigned } of snapshot.groups[group]?.members ?? []) {
    if (assigned === undefined) continue;
    for (let place = firstPlace(assigned, from); place < assigned.length; place++) {
      const partition = assigned[place] ?? end;
      if (partition >= end) break;
      found.add(partition);
    }
  }
  return found;
}
