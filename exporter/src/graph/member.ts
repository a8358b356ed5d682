import { offsetsOf } from '../derived/group-topic.ts';
import type { DerivedGroup } from '../derived/state.ts';
import { statuses, unknownStatus } from '../derived/status.ts';
import { placeOf } from '../snapshot/place-of.ts';
import type { ConsumerGroup, Member, Snapshot } from '../snapshot/snapshot.ts';
import { count, maxOfKnown, plusKnown } from './count.ts';
import { draftNode, type DraftNode } from './draft.ts';
import { healthOf, notJudged, type Judgement } from './health.ts';
import { noParts, partOf } from './parts.ts';

/** Member ids are unique within their group only. */
function memberId(group: ConsumerGroup, member: Member): string {
  const prefix = group.id.replaceAll('%', '%25').replaceAll('/', '%2F');
  return `member:${prefix}/${member.id}`;
}

/** Title: the client id. Subtitle: '4 partitions of orders', '6 partitions of 2 topics'. lag, status: of its partitions. */
export function memberNode(snapshot: Snapshot, group: ConsumerGroup, derived: DerivedGroup, member: Member): DraftNode {
  const title = member.clientId === '' ? member.id : member.clientId;
  const places = assignedPlaces(group, member);
  const lag = places.reduce<number | null>((sum, place) => plusKnown(sum, derived.lag[place] ?? null), null);
  const lagSeconds = maxOfKnown(places.map((place) => derived.lagSeconds[place] ?? null));
  const subtitle = memberSubtitle(snapshot, member);
  const numbers = { lag, lagSeconds };
  const node = draftNode('member', memberId(group, member), title, subtitle, numbers, health(derived, places));
  const parts = noParts();
  for (const place of places) parts[partOf(derived.partitionStatus[place])]++;
  return { ...node, parts };
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

/** Places of the group's offsets that are of the member's partitions. */
function assignedPlaces(group: ConsumerGroup, { assigned }: Member): number[] {
  const { partition } = offsetsOf(group);
  return Array.from(assigned ?? [], (wanted) => placeOf(partition, wanted)).filter((place) => place >= 0);
}

/** The worst status of its partitions, and how many have it. */
function health({ partitionStatus }: DerivedGroup, places: readonly number[]): Judgement {
  let worst = -1;
  let having = 0;
  for (const place of places) {
    const code = partitionStatus[place] ?? unknownStatus;
    if (code === unknownStatus || code < worst) continue;
    having = code === worst ? having + 1 : 1;
    worst = code;
  }
  const status = statuses[worst];
  if (status === undefined) return notJudged;
  return { status: healthOf(status), reason: `${status} in ${having} of its ${count(places.length, 'partition')}.` };
}
