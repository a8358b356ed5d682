import type { GroupDetails, MemberDetails } from '../../../api.ts';
import { exact } from '../numbers.ts';
import { facts, nodeLink, omittedNote, table } from '../table.ts';

export function memberDetails(member: MemberDetails, { group, partitions, omitted }: GroupDetails): HTMLElement[] {
  const own = new Set(
    (member.assigned ?? []).flatMap(({ topic, partitions: numbers }) =>
      numbers.map((number) => `${topic}/${String(number)}`),
    ),
  );
  return [
    facts([
      ['Group', nodeLink(`group:${group.group}`, group.group)],
      ['Client', member.clientId],
      ['Host', member.host],
      ['Static id', member.instanceId ?? ''],
      ['Member id', member.member],
    ]),
    table(
      'Partitions',
      [
        { title: 'Topic' },
        { title: '#', numeric: true },
        { title: 'Committed', meaning: 'Offset up to which the group has read', numeric: true },
        { title: 'Lag', meaning: 'Records that were not read yet', numeric: true },
      ],
      partitions
        .filter(({ topic, partition }) => own.has(`${topic}/${String(partition)}`))
        .map(({ topic, partition, committedOffset, lag }) => [
          nodeLink(`topic:${topic}`, topic),
          String(partition),
          exact(committedOffset),
          exact(lag),
        ]),
    ),
    ...omittedNote(omitted.partitions, 'partitions of the group'),
  ];
}
