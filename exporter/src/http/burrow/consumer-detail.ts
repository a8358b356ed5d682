import { Problem } from '../problem.ts';
import { pathParameter, type AppDeps, type Route } from '../route.ts';
import { answerBurrow } from './answer.ts';
import { burrowCluster } from './cluster.ts';
import { windowLength } from './commit-window.ts';
import type { ConsumerPartition, ObservedCommit } from './form.ts';
import { findGroup, listPartitions, type ListedPartition } from './listed-partitions.ts';

/** The commits of a group by topic, and by partition in order of number. */
export function consumerDetailRoute(deps: AppDeps): Route {
  return {
    path: '/v3/kafka/:cluster/consumer/:group',
    async answer(ctx) {
      const ifUnknown = 'cluster or consumer not found';
      const id = pathParameter(ctx, 'group');
      const cluster = burrowCluster(ctx, deps, ifUnknown);
      const group = findGroup(cluster, id);
      if (group === undefined) throw new Problem(404, 'unknown_group', ifUnknown);
      const listed = await listPartitions(cluster, group);
      const topics = Object.fromEntries(listed.map(({ topic, partitions }) => [topic, partitions.map(withWindow)]));
      answerBurrow(ctx, 'consumer detail returned', { topics });
    },
  };
}

function withWindow({ window, owner, clientId, lag }: ListedPartition): ConsumerPartition {
  return { offsets: filledUp(window), owner, client_id: clientId, 'current-lag': lag };
}

function filledUp(window: readonly ObservedCommit[] | undefined): (ObservedCommit | null)[] {
  if (window === undefined) return [];
  return [...Array.from({ length: windowLength - window.length }, () => null), ...window];
}
