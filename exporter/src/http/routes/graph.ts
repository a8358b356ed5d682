import { finished } from 'node:stream';
import { defaultLimit, maxLimit } from '../../graph/query.ts';
import { chosenCluster } from '../cluster.ts';
import { Gate } from '../gate.ts';
import { Problem } from '../problem.ts';
import { apartParameter, choiceParameter, limitParameter, patternParameter } from '../query.ts';
import type { AppDeps, Route } from '../route.ts';

/** Graphs under way at a time. Each may be a query of its own, made from all topics. */
const mostGraphs = 32;

export function graphRoute(deps: AppDeps): Route {
  const gate = new Gate(mostGraphs, Infinity);
  return {
    path: '/api/graph',
    async answer(ctx) {
      const query = {
        view: choiceParameter(ctx, 'view', ['flow', 'brokers', 'members']),
        topic: patternParameter(ctx, 'topic'),
        group: patternParameter(ctx, 'group'),
        producer: patternParameter(ctx, 'producer'),
        apart: apartParameter(ctx),
        limit: limitParameter(ctx, defaultLimit, maxLimit),
      };
      const { state } = chosenCluster(ctx, deps);
      const pass = gate.enter();
      if (pass === undefined) {
        throw new Problem(503, 'too_many_graphs', 'too many graphs are being drawn, try again in a second', {
          'Retry-After': '1',
        });
      }
      // Also when nothing was sent, because the reader went away or drawing failed.
      finished(ctx.res, () => {
        pass.leave();
      });
      ctx.body = await deps.graph(state, query);
    },
  };
}
