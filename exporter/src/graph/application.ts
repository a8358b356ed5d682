import type { DerivedGroup } from '../derived/state.ts';
import type { ConsumerGroup } from '../snapshot/snapshot.ts';
import type { DeclaredApplication } from '../topology/topology.ts';
import { count, sumOfKnown } from './count.ts';
import { groupNumbers, groupSubtitle } from './consumer-group.ts';
import { draftNode, type DraftNode } from './draft.ts';

/** Stands in for its consumer groups, so that topic -> application -> topic reads as one pipeline. */
export function applicationNode(
  application: DeclaredApplication,
  present: readonly { readonly group: ConsumerGroup; readonly derived: DerivedGroup }[],
): DraftNode {
  const numbers = groupNumbers(present.map(({ derived }) => derived));
  const subtitle = applicationSubtitle(
    application.groups,
    present.map(({ group }) => group),
  );
  const node = draftNode('application', `application:${application.name}`, application.name, subtitle, numbers);
  return { ...node, groups: [...application.groups] };
}

function applicationSubtitle(declared: readonly string[], present: readonly ConsumerGroup[]): string {
  const [only] = present;
  if (only === undefined) return 'declared · not reading';
  if (declared.length === 1) return groupSubtitle(only);
  const members = sumOfKnown(present.map((group) => group.members?.length ?? null));
  const groups = count(present.length, 'group');
  return members === null ? groups : `${groups} · ${count(members, 'member')}`;
}
