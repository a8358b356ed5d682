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
      const all = producerSummaries(deps.topology, head.cluster, snapshot.topics);
      const { shown, omitted } = await select(ctx, all, ({ producer }) => producer);
      ctx.body = { ...head, producers: shown.map(({ item }) => item), omitted } satisfies ProducerList;
    },
  };
}

/** Declared for this cluster or for all, by name; applications only when they write. */
export function producerSummaries(
  topology: Topology | undefined,
  cluster: string,
  topics: readonly Topic[],
): ProducerSummary[] {
  const here = (declared: { readonly cluster: string | undefined }): boolean =>
    declared.cluster === undefined || declared.cluster === cluster;
  const all = topics.map(() => true);
  const summary = (kind: ProducerSummary['kind'], name: string, writes: TopicSet): ProducerSummary => ({
    producer: name,
    kind,
    topics: topicsWritten(writes, topics, all).flatMap((index) => topics[index]?.name ?? []),
    evidence: ['declared'],
  });
  const producers = (topology?.producers ?? [])
    .filter(here)
    .map(({ name, writes }) => summary('producer', name, writes));
  const applications = (topology?.applications ?? [])
    .filter(here)
    .map(({ name, writes }) => summary('application', name, writes))
    .filter((application) => application.topics.length > 0);
  return [...producers, ...applications].sort((left, right) =>
    left.producer < right.producer ? -1 : left.producer > right.producer ? 1 : 0,
  );
}
