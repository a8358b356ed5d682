import type { Snapshot } from '../../snapshot/snapshot.ts';
import type { DeclaredApplication } from '../../topology/topology.ts';
import type { SeenProducer } from './seen-producers.ts';

/** Applications that were seen reading and writing, in the form of those that people declare; without these. */
export function seenApplications(
  producers: readonly SeenProducer[],
  { groups, topics }: Snapshot,
  declared: readonly DeclaredApplication[],
): DeclaredApplication[] {
  const known = new Set(declared.flatMap((application) => application.groups));
  return producers.flatMap((producer) => {
    const own = producer.groups.map((index) => groups[index]?.id ?? '').filter((id) => !known.has(id));
    if (own.length === 0) return [];
    const written = new Set(producer.writes.map(({ topic }) => topics[topic]?.name));
    const writes = { matches: (topic: string) => written.has(topic) };
    return [{ name: producer.name, cluster: undefined, groups: own, writes }];
  });
}
