import type { AppDeps, Route } from '../route.ts';
import { answerBurrow } from './answer.ts';
import { burrowName } from './cluster.ts';

export function clusterListRoute({ clusters }: AppDeps): Route {
  return {
    path: '/v3/kafka',
    answer(ctx) {
      answerBurrow(ctx, 'cluster list returned', { clusters: clusters().map(burrowName) });
    },
  };
}
