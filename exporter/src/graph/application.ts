import type { ConsumerGroup } from '../snapshot/snapshot.ts';
import { count, sumOfKnown } from './count.ts';
import { groupHealth, groupNumbers, groupSubtitle, readPartitions, type PresentGroup } from './consumer-group.ts';
import { draftNode, type DraftNode } from './draft.ts';
import { worstOf } from './health.ts';
import type { KnownWriter } from './known-writers.ts';
import type { LostRecords } from './lost-records.ts';

/** Stands in for its consumer groups, so that topic -> application -> topic reads as one pipeline. */
export function applicationNode(
  application: KnownWriter,
  present: readonly PresentGroup[],
  losses: LostRecords,
): DraftNode {
  const numbers = groupNumbers(present, losses);
  const subtitle = applicationSubtitle(
    application.groups,
    present.map(({ group }) => group),
  );
  const judgement = worstOf(
    present.map((each) => {
      const { status, reason } = groupHealth(each, losses);
      return { status, reason: present.length === 1 || reason === '' ? reason : `${each.group.id}: ${reason}` };
    }),
  );
  const { name } = application;
  const node = draftNode('application', `application:${name}`, name, subtitle, numbers, judgement);
  return { ...node, groups: [...application.groups], parts: readPartitions(present) };
}

function applicationSubtitle(declared: readonly string[], present: readonly ConsumerGroup[]): string {
  const [only] = present;
  if (only === undefined) return 'declared · not reading';
  if (declared.length === 1) return groupSubtitle(only);
  const members = sumOfKnown(present.map((group) => group.members?.length ?? null));
  const groups = count(present.length, 'group');
  return members === null ? groups : `${groups} · ${count(members, 'member')}`;
}
