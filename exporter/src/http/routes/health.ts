import type { AppDeps, Route } from '../route.ts';

/** Whether the process lives: it answers. */
export function healthRoute({ version }: AppDeps): Route {
  return {
    path: '/healthz',
    answer(ctx) {
      ctx.body = { status: 'ok', version };
    },
  };
}
