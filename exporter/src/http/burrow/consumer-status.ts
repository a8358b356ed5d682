import type { AppDeps, Route } from '../route.ts';
import { answerStatus } from './group-status.ts';

/** How a group fares, with the partitions that are not well. */
export function consumerStatusRoute(deps: AppDeps): Route {
  return {
    path: '/v3/kafka/:cluster/consumer/:group/status',
    answer: (ctx) => answerStatus(ctx, deps, ({ status }) => status !== 'OK'),
  };
}
