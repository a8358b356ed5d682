import type { ConsumerGroup } from '../../snapshot/snapshot.ts';
import type { NameOf } from './application-name.ts';

/**
 * The consumer groups (indexes, ascending) that an application reads with which writes under a name: those that are
 * called as it is, as Kafka Streams does it, and those of which a member's client id tells of it. A sink connector's
 * group is called `connect-<connector>`.
 */
export function groupsOf(
  groups: readonly ConsumerGroup[],
  writers: ReadonlySet<string>,
  nameOf: NameOf,
): Map<string, number[]> {
  const joined = new Map<string, number[]>();
  groups.forEach(({ id, members = [] }, index) => {
    const names = [id, /^connect-(.+)$/s.exec(id)?.[1], ...members.map(({ clientId }) => nameOf(clientId))];
    // A group is in one application: in that which the first of its names tells of.
    const name = names.find((one) => one !== undefined && writers.has(one));
    if (name === undefined) return;
    const others = joined.get(name);
    if (others === undefined) joined.set(name, [index]);
    else others.push(index);
  });
  return joined;
}
