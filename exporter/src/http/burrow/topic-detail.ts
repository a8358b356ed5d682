import type { Current } from '../../graph/current.ts';
import { Problem } from '../problem.ts';
import { pathParameter, type AppDeps, type Route } from '../route.ts';
import { answerBurrow } from './answer.ts';
import { burrowCluster } from './cluster.ts';
import { newestKnown } from './commit-window.ts';

/** The end offsets of a topic's partitions in order of number. */
export function topicDetailRoute(deps: AppDeps): Route {
  return {
    path: '/v3/kafka/:cluster/topic/:topic',
    answer(ctx) {
      const ifUnknown = 'cluster or topic not found';
      const name = pathParameter(ctx, 'topic');
      const cluster = burrowCluster(ctx, deps, ifUnknown);
      const topic = cluster.snapshot.topics.find((candidate) => candidate.name === name);
      if (topic === undefined) throw new Problem(404, 'unknown_topic', ifUnknown);
      const ends = Array.from({ length: topic.partitionCount }, (_, number) =>
        newestEnd(cluster, topic.firstPartition + number),
      );
      // Like Burrow: a partition of which no end was ever known has no place in the list.
      answerBurrow(ctx, 'topic offsets returned', { offsets: ends.filter((end) => !Number.isNaN(end)) });
    },
  };
}

/** While a partition has no leader its newest end that was known stands, as it does in Burrow. */
function newestEnd({ snapshot, derived }: Current, at: number): number {
  const now = snapshot.partitions.end[at] ?? NaN;
  return Number.isNaN(now) ? newestKnown(derived.past.ends(at)) : now;
}
