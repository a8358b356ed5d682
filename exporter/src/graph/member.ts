import type { DerivedGroup } from '../derived/state.ts';
import type { ConsumerGroup, Member, Snapshot } from '../snapshot/snapshot.ts';
import { count, plusKnown } from './count.ts';
import { draftNode, type DraftNode } from './draft.ts';

/** Member ids are unique within their group only. */
function memberId(group: ConsumerGroup, member: Member): string {
  const prefix = group.id.replaceAll('%', '%25').replaceAll('/', '%2F');
  return `member:${prefix}/${member.id}`;
}

/** Title: the client id. Subtitle: '4 partitions of orders', '6 partitions of 2 topics'. lag: of its partitions. */
export function memberNode(snapshot: Snapshot, group: ConsumerGroup, derived: DerivedGroup, member: Member): DraftNode {
  const title = member.clientId === '' ? member.id : member.clientId;
  const lag = assignedLag(group, derived, member);
  return draftNode('member', memberId(group, member), title, memberSubtitle(snapshot, member), { lag });
}

function memberSubtitle({ topics, partitions }: Snapshot, { assigned, host }: Member): string {
  const from = host.replace(/^\//, '');
  if (assigned === undefined) return `assignment unknown · ${from}`;
  if (assigned.length === 0) return `no partitions · ${from}`;
  let different = 0;
  let last = -1;
  // Partitions ascend, so those of one topic follow each other.
  for (const partition of assigned) {
    const topic = partitions.topic[partition] ?? -1;
    if (topic !== last) different++;
    last = topic;
  }
  const of = different === 1 ? (topics[last]?.name ?? 'a topic') : count(different, 'topic');
  return `${count(assigned.length, 'partition')} of ${of}`;
}

/** Sum over the assigned partitions whose lag is known; null when none is. */
function assignedLag(group: ConsumerGroup, { lag }: DerivedGroup, { assigned }: Member): number | null {
  const partitions = group.share?.partition ?? group.offsets.partition;
  let sum: number | null = null;
  for (const partition of assigned ?? []) {
    const place = placeOf(partitions, partition);
    if (place >= 0) sum = plusKnown(sum, lag[place] ?? null);
  }
  return sum;
}

/** Where a value stands among ascending ones; -1 when it is not there. */
function placeOf(ascending: Int32Array, value: number): number {
  let [low, high] = [0, ascending.length - 1];
  while (low <= high) {
    const middle = (low + high) >> 1;
    const found = ascending[middle] ?? NaN;
    if (found === value) return middle;
    if (found < value) low = middle + 1;
    else high = middle - 1;
  }
  return -1;
}
