import type { AppDeps, Route } from '../route.ts';
import { answerStatus } from './group-status.ts';

/** How a group fares, with all its partitions. */
export function consumerLagRoute(deps: AppDeps): Route {
  return {
    path: '/v3/kafka/:cluster/consumer/:group/lag',
    answer: (ctx) => answerStatus(ctx, deps, () => true),
  };
}
