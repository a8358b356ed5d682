import type { ProducerList, ProducerSummary } from '../../api.ts';
import { nobody } from '../../derived/producer/sightings.ts';
import { known, sumOfKnown } from '../../graph/count.ts';
import type { Current } from '../../graph/current.ts';
import { knownWriters } from '../../graph/known-writers.ts';
import { sharesOf } from '../../graph/shares.ts';
import { topologyOf, type Topology } from '../../topology/topology.ts';
import { chosenCluster } from '../cluster.ts';
import type { AppDeps, Route } from '../route.ts';
import { select } from '../select.ts';

export function producersRoute(deps: AppDeps): Route {
  return {
    path: '/api/producers',
    async answer(ctx) {
      const chosen = chosenCluster(ctx, deps);
      const all = await producerSummaries(chosen, deps.topology, chosen.head.cluster);
      const { shown, omitted } = await select(ctx, all, ({ producer }) => producer);
      ctx.body = { ...chosen.head, producers: shown.map(({ item }) => item), omitted } satisfies ProducerList;
    },
  };
}

/** Producers, and applications that write, declared or seen, by name. */
export async function producerSummaries(
  current: Current,
  topology: Topology | undefined,
  cluster: string,
): Promise<ProducerSummary[]> {
  const writers = await knownWriters(current, topologyOf(topology, cluster));
  const shares = sharesOf(writers, current.derived.topics.produceRate);
  const { topics } = current.snapshot;
  return writers.flatMap(({ kind, name, isDeclared, producerIds, groups, writes }, index) => {
    if (name === nobody || (kind === 'application' && writes.length === 0)) return [];
    const lastMs = Math.max(...writes.map((write) => write.lastMs ?? -Infinity));
    const evidence = new Set(writes.flatMap((write) => write.evidence));
    if (isDeclared) evidence.add('declared');
    return {
      producer: name,
      kind,
      topics: writes.map(({ topic }) => topics[topic]?.name ?? ''),
      recordsPerSecond: sumOfKnown(writes.map(({ topic }) => known(shares.of(index, topic)))),
      producerIds,
      groups: [...groups],
      lastSeen: Number.isFinite(lastMs) ? new Date(lastMs).toISOString() : null,
      evidence: [...evidence],
    };
  });
}
