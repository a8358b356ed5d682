import type { AppDeps, Route } from '../route.ts';
import { answerBurrow } from './answer.ts';
import { burrowCluster } from './cluster.ts';
import { hasCommits } from './listed-partitions.ts';

export function consumerListRoute(deps: AppDeps): Route {
  return {
    path: '/v3/kafka/:cluster/consumer',
    answer(ctx) {
      const { snapshot } = burrowCluster(ctx, deps, 'cluster not found');
      answerBurrow(ctx, 'consumer list returned', {
        consumers: snapshot.groups.filter(hasCommits).map(({ id }) => id),
      });
    },
  };
}
