import { finished } from 'node:stream';
import type { QueryAnswer, QueryResult } from '../../api.ts';
import { FrameError } from '../../frames/frame-error.ts';
import { answerQuery } from '../answer-query.ts';
import { jsonBody } from '../body.ts';
import { Gate } from '../gate.ts';
import { Problem } from '../problem.ts';
import { queryBody, type QueryBody } from '../query-request.ts';
import type { AppDeps, Route } from '../route.ts';

/** A hundred queries with three long patterns each. */
const largestBody = 1024 * 1024;
/** Requests under way at a time. */
const mostRequests = 32;

/** Grafana's queries; one that cannot be answered keeps none of the others from it. */
export function queryRoute(deps: AppDeps): Route {
  const gate = new Gate(mostRequests, Infinity);
  return {
    path: '/api/query',
    method: 'POST',
    async answer(ctx) {
      const pass = gate.enter();
      if (pass === undefined) {
        throw new Problem(503, 'too_many_queries', 'too many queries are under way, try again in a second', {
          'Retry-After': '1',
        });
      }
      // Also when nothing was sent, because the reader went away or something failed.
      finished(ctx.res, () => {
        pass.leave();
      });
      const { queries, ...range } = queryBody(await jsonBody(ctx, largestBody));
      const results: [string, QueryResult][] = [];
      for (const query of queries) results.push([query.refId, await resultOf(query, range, deps)]);
      ctx.body = { results: Object.fromEntries(results) } satisfies QueryAnswer;
    },
  };
}

async function resultOf(
  query: QueryBody['queries'][number],
  range: Pick<QueryBody, 'fromMs' | 'toMs'>,
  deps: AppDeps,
): Promise<QueryResult> {
  try {
    return { frames: await answerQuery(query, range, deps) };
  } catch (error) {
    if (error instanceof Problem || error instanceof FrameError) return { error: error.message, status: error.status };
    deps.log.error({ err: error, refId: query.refId }, 'a query could not be answered');
    return { error: 'the query could not be answered; the reason is in the log of the exporter', status: 500 };
  }
}
