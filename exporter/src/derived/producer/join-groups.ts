import type { ConsumerGroup } from '../../snapshot/snapshot.ts';
import type { NameOf } from './application-name.ts';

/** An application that tells by itself which group it reads with. */
export interface Reader {
  readonly group: string;
  readonly service: string;
}

/**
 * The consumer groups (indexes, ascending) that an application reads with which writes under a name: those that are
 * called as it is, as Kafka Streams does it, those of which a member's client id tells of it, and those that it says
 * itself that it reads with. A sink connector's group is called `connect-<connector>`.
 */
export function groupsOf(
  groups: readonly ConsumerGroup[],
  writers: ReadonlySet<string>,
  nameOf: NameOf,
  readers: readonly Reader[] = [],
): Map<string, number[]> {
  const joined = new Map<string, number[]>();
  const told = Map.groupBy(readers, ({ group }) => group);
  groups.forEach(({ id, members = [] }, index) => {
    const services = told.get(id)?.map(({ service }) => service) ?? [];
    const names = [
      ...services,
      id,
      /^connect-(.+)$/s.exec(id)?.[1],
      ...members.map(({ clientId }) => nameOf(clientId)),
    ];
    // A group is in one application: in that which the first of its names tells of.
    const name = names.find((one) => one !== undefined && writers.has(one));
    if (name === undefined) return;
    const others = joined.get(name);
    if (others === undefined) joined.set(name, [index]);
    else others.push(index);
  });
  return joined;
}
