import type { AppDeps, Route } from '../route.ts';
import { answerBurrow } from './answer.ts';
import { burrowCluster } from './cluster.ts';

export function topicListRoute(deps: AppDeps): Route {
  return {
    path: '/v3/kafka/:cluster/topic',
    answer(ctx) {
      const { snapshot } = burrowCluster(ctx, deps, 'cluster not found');
      answerBurrow(ctx, 'topic list returned', { topics: snapshot.topics.map(({ name }) => name) });
    },
  };
}
