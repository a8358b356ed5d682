import type { DerivedGroup } from '../derived/state.ts';
import type { ConsumerGroup, Member, Snapshot } from '../snapshot/snapshot.ts';
import { count, sumOfKnown } from './count.ts';
import { draftNode, type DraftNode } from './draft.ts';

/** Member ids are unique within their group only. */
function memberId(group: ConsumerGroup, member: Member): string {
  const prefix = group.id.replaceAll('%', '%25').replaceAll('/', '%2F');
  return `member:${prefix}/${member.id}`;
}

/** Title: the client id. Subtitle: '4 partitions of orders', '6 partitions of 2 topics'. lag: of its partitions. */
export function memberNode(
  snapshot: Snapshot,
  group: ConsumerGroup,
  member: Member,
  lagOf: ReadonlyMap<number, number>,
): DraftNode {
  const lags = Array.from(member.assigned ?? [], (partition) => lagOf.get(partition) ?? null);
  const title = member.clientId === '' ? member.id : member.clientId;
  const lag = sumOfKnown(lags);
  return draftNode('member', memberId(group, member), title, memberSubtitle(snapshot, member), { lag });
}

function memberSubtitle({ topics, partitions }: Snapshot, { assigned, host }: Member): string {
  const from = host.replace(/^\//, '');
  if (assigned === undefined) return `assignment unknown · ${from}`;
  if (assigned.length === 0) return `no partitions · ${from}`;
  const names = new Set(Array.from(assigned, (partition) => topics[partitions.topic[partition] ?? -1]?.name));
  const [only] = names;
  const of = names.size === 1 && only !== undefined ? only : count(names.size, 'topic');
  return `${count(assigned.length, 'partition')} of ${of}`;
}

/** Lag by dense partition index, as far as it is known. */
export function partitionLags(group: ConsumerGroup, { lag }: DerivedGroup): Map<number, number> {
  const partitions = group.share?.partition ?? group.offsets.partition;
  const lagOf = new Map<number, number>();
  partitions.forEach((partition, i) => {
    const value = lag[i];
    if (value !== undefined && !Number.isNaN(value)) lagOf.set(partition, value);
  });
  return lagOf;
}
