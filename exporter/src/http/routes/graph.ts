import { defaultLimit, maxLimit } from '../../graph/query.ts';
import { chosenCluster } from '../cluster.ts';
import { choiceParameter, limitParameter, patternParameter } from '../query.ts';
import type { AppDeps, Route } from '../route.ts';

export function graphRoute(deps: AppDeps): Route {
  return {
    path: '/api/graph',
    async answer(ctx) {
      const query = {
        view: choiceParameter(ctx, 'view', ['flow', 'brokers', 'members']),
        topic: patternParameter(ctx, 'topic'),
        group: patternParameter(ctx, 'group'),
        producer: patternParameter(ctx, 'producer'),
        limit: limitParameter(ctx, defaultLimit, maxLimit),
      };
      ctx.body = await deps.graph(chosenCluster(ctx, deps).state, query);
    },
  };
}
