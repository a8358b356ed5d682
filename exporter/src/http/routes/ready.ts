import { reasonNotReady } from '../cluster.ts';
import type { AppDeps, Route } from '../route.ts';

/** 200 once every cluster had a first refresh, until then 503 with the reasons. */
export function readyRoute({ clusters }: AppDeps): Route {
  return {
    path: '/readyz',
    answer(ctx) {
      const answers = clusters().map((state) => ({
        cluster: state.name,
        ready: state.current !== undefined,
        reason: state.current === undefined ? reasonNotReady(state) : null,
      }));
      const waiting = answers.flatMap(({ reason }) => reason ?? []);
      ctx.status = waiting.length === 0 ? 200 : 503;
      ctx.body = {
        ready: waiting.length === 0,
        clusters: answers,
        ...(waiting.length > 0 && { error: { code: 'not_ready', message: waiting.join('; ') } }),
      };
    },
  };
}
