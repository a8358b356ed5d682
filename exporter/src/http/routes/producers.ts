import type { ProducerList, ProducerSummary } from '../../api.ts';
import { topicsWritten } from '../../graph/writes.ts';
import type { Topic } from '../../snapshot/snapshot.ts';
import type { Topology, TopicSet } from '../../topology/topology.ts';
import { chosenCluster } from '../cluster.ts';
import type { AppDeps, Route } from '../route.ts';
import { select } from '../select.ts';

export function producersRoute(deps: AppDeps): Route {
  return {
    path: '/api/producers',
    async answer(ctx) {
      const { head, snapshot } = chosenCluster(ctx, deps);
      const { shown, omitted } = await select(ctx, writersOf(deps.topology, head.cluster, snapshot.topics), nameOf);
      const producers = shown.map(({ item: { name, kind, topics } }): ProducerSummary => ({
        producer: name,
        kind,
        topics,
        evidence: ['declared'],
      }));
      ctx.body = { ...head, producers, omitted } satisfies ProducerList;
    },
  };
}

interface Writer {
  readonly name: string;
  readonly kind: ProducerSummary['kind'];
  readonly topics: string[];
}

const nameOf = ({ name }: Writer): string => name;

/** Declared for this cluster or for all, by name; applications only when they write. */
function writersOf(topology: Topology | undefined, cluster: string, topics: readonly Topic[]): Writer[] {
  const here = (declared: { readonly cluster: string | undefined }): boolean =>
    declared.cluster === undefined || declared.cluster === cluster;
  const all = topics.map(() => true);
  const written = (set: TopicSet): string[] =>
    topicsWritten(set, topics, all).flatMap((index) => topics[index]?.name ?? []);
  const producers = (topology?.producers ?? [])
    .filter(here)
    .map(({ name, writes }): Writer => ({ name, kind: 'producer', topics: written(writes) }));
  const applications = (topology?.applications ?? [])
    .filter(here)
    .map(({ name, writes }): Writer => ({ name, kind: 'application', topics: written(writes) }))
    .filter((application) => application.topics.length > 0);
  return [...producers, ...applications].sort((left, right) =>
    left.name < right.name ? -1 : left.name > right.name ? 1 : 0,
  );
}
