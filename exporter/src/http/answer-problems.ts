import type { RouterContext } from '@koa/router';
import type { Context, Middleware } from 'koa';
import type { ApiError } from '../api.ts';
import type { Logger } from '../log.ts';
import { burrowError, isBurrowPath } from './burrow/answer.ts';
import { Problem } from './problem.ts';
import type { Route } from './route.ts';

/** Of requests that need no body. A larger one is refused at once; none is ever kept in memory. */
const largestBody = 64 * 1024;

/** Answers what no route did, and whatever they throw, in the form of the API it belongs to. */
export function answerProblems(routes: readonly Route[], log: Logger): Middleware {
  const paths = routes.map(({ path }) => path);
  const takeBody = new Set(routes.filter(({ method }) => method === 'POST').map(({ path }) => path));
  return async (ctx, next) => {
    ctx.set('X-Content-Type-Options', 'nosniff');
    if (ctx.path.startsWith('/api/') || isBurrowPath(ctx.path)) ctx.set('Cache-Control', 'no-cache');
    try {
      refuseBody(ctx, takeBody);
      await next();
      refuseUnknown(ctx, paths);
    } catch (error) {
      const problem = error instanceof Problem ? error : internal(ctx, error, log);
      ctx.status = problem.status;
      ctx.set(problem.headers);
      ctx.body = isBurrowPath(ctx.path) ? burrowError(ctx, problem) : apiError(problem);
    }
  };
}

function apiError({ code, message }: Problem): ApiError {
  return { error: { code, message } };
}

function refuseBody(ctx: Context, takeBody: ReadonlySet<string>): void {
  // Such a route reads it, with a limit of its own.
  if (ctx.method === 'POST' && takeBody.has(ctx.path)) return;
  // One in chunks does not say how large it will be.
  const length = ctx.get('Transfer-Encoding') === '' ? Number(ctx.get('Content-Length')) : Infinity;
  if (length > largestBody) {
    throw new Problem(413, 'body_too_large', `a request may carry at most ${largestBody} bytes, and not in chunks`);
  }
}

/** The router leaves alone what it does not know, and notes which routes fitted but for the method. */
function refuseUnknown(ctx: Context, paths: readonly string[]): void {
  const { matched = [] } = ctx as Context & Partial<RouterContext>;
  if (ctx.status !== 404 || ctx.body !== undefined) return;
  if (matched.length === 0) {
    throw new Problem(404, 'not_found', `there is nothing at ${ctx.path}; there are ${paths.join(', ')}`);
  }
  const methods = [...new Set(matched.flatMap((layer) => layer.methods))].sort().join(', ');
  throw new Problem(405, 'method_not_allowed', `${ctx.method} is not possible here, only ${methods}`, {
    Allow: methods,
  });
}

function internal(ctx: Context, error: unknown, log: Logger): Problem {
  log.error({ err: error, method: ctx.method, path: ctx.path }, 'a request could not be answered');
  return new Problem(500, 'internal', 'the request could not be answered; the reason is in the log of the exporter');
}
