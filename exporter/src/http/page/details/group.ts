import { formatRate } from '@kafkascope/flow';
import type { GroupDetails, GroupPartition, GroupTopic, MemberDetails } from '../../../api.ts';
import { element } from '../element.ts';
import { term } from '../term.ts';
import { judgementFacts, statusText, timeLag } from '../health.ts';
import { counted, exact } from '../numbers.ts';
import { facts, nodeLink, omittedNote, table } from '../table.ts';

export function groupDetails({ group, topics, members, partitions, omitted }: GroupDetails): HTMLElement[] {
  return [
    facts([
      ...judgementFacts(group),
      ['State', group.state ?? 'not known'],
      ['Lag', group.lag === null ? '' : counted(group.lag, 'record')],
      ['Rate', group.recordsPerSecond === null ? '' : formatRate(group.recordsPerSecond)],
      ['Type', group.protocol === '' ? group.type : `${group.type}, ${group.protocol}`],
      ['Coordinator', `broker ${String(group.coordinator)}`],
      ['Problem', group.error ?? ''],
    ]),
    element('h3', {}, term('Members')),
    ...memberTable(members),
    ...omittedNote(omitted.members, 'members'),
    element('h3', {}, 'Reads'),
    ...Array.from(byTopic(partitions)).flatMap(([topic, own]) => [
      element('h4', {}, nodeLink(`topic:${topic}`, topic)),
      ...topicSection(
        topics.find((each) => each.topic === topic),
        own,
      ),
    ]),
    ...omittedNote(omitted.partitions, 'partitions'),
  ];
}

function byTopic(partitions: readonly GroupPartition[]): Map<string, GroupPartition[]> {
  const topics = new Map<string, GroupPartition[]>();
  for (const partition of partitions) {
    const own = topics.get(partition.topic);
    if (own === undefined) topics.set(partition.topic, [partition]);
    else own.push(partition);
  }
  return topics;
}

/** What is to be said of a group in one topic, and each of its partitions there. */
export function topicSection(judged: GroupTopic | undefined, partitions: readonly GroupPartition[]): HTMLElement[] {
  const columns = [
    { title: '#', numeric: true },
    { title: 'Committed', meaning: 'Offset up to which the group has read', numeric: true },
    { title: 'End', meaning: 'Offset that the next record gets', numeric: true },
    { title: 'Lag', meaning: 'Records between the two: not read yet', numeric: true },
    { title: 'Time lag', meaning: 'How long the oldest of them has been waiting' },
    { title: 'Status' },
    { title: 'Member' },
  ];
  const rows = partitions.map((partition) => [
    String(partition.partition),
    exact(partition.committedOffset),
    exact(partition.endOffset),
    exact(partition.lag),
    `${partition.lagEvidence === 'estimated' ? '≈ ' : ''}${timeLag(partition.lagSeconds)}`,
    statusText(partition.status),
    partition.clientId ?? 'nobody',
  ]);
  const lost = judged?.lost ?? 0;
  const notes = [
    judged?.reason ?? '',
    lost > 0 ? `${exact(lost)} records were lost here since the group was first seen.` : '',
  ];
  return [
    ...notes.filter((note) => note !== '').map((note) => element('p', { class: 'note' }, note)),
    table('Partitions', columns, rows),
  ];
}

function memberTable(members: readonly MemberDetails[] | null): HTMLElement[] {
  if (members === null) return [element('p', { class: 'note' }, 'The members could not be read.')];
  if (members.length === 0) return [element('p', { class: 'note' }, 'Nobody is reading at the moment.')];
  const columns = [
    { title: 'Client' },
    { title: 'Host' },
    { title: 'Assigned', meaning: 'The partitions that this member reads' },
  ];
  return [
    table(
      'Members',
      columns,
      members.map((member) => [member.clientId, member.host, assignment(member)]),
    ),
  ];
}

/** 'orders 0–3, 7'. */
function assignment({ assigned }: MemberDetails): string {
  if (assigned === null) return 'not known';
  if (assigned.length === 0) return 'nothing';
  return assigned.map(({ topic, partitions }) => `${topic} ${ranges(partitions)}`).join('; ');
}

function ranges(numbers: readonly number[]): string {
  const found: [first: number, last: number][] = [];
  for (const number of numbers) {
    const range = found.at(-1);
    if (range !== undefined && number === range[1] + 1) range[1] = number;
    else found.push([number, number]);
  }
  return found.map(([first, last]) => (first === last ? String(first) : `${String(first)}–${String(last)}`)).join(', ');
}
