import { pathParameter, type AppDeps, type Route } from '../route.ts';
import { answerBurrow } from './answer.ts';
import { burrowCluster } from './cluster.ts';
import { hasCommits } from './listed-partitions.ts';

/** The groups that read a topic; nobody reads one that does not exist. */
export function topicConsumersRoute(deps: AppDeps): Route {
  return {
    path: '/v3/kafka/:cluster/topic/:topic/consumers',
    answer(ctx) {
      const name = pathParameter(ctx, 'topic');
      const { snapshot, derived } = burrowCluster(ctx, deps, 'cluster not found');
      const topic = snapshot.topics.findIndex((candidate) => candidate.name === name);
      const reading = snapshot.groups.filter(
        (group, index) => hasCommits(group) && derived.groups[index]?.topics.some((read) => read.topic === topic),
      );
      answerBurrow(ctx, 'consumers of topic returned', { consumers: reading.map(({ id }) => id) });
    },
  };
}
