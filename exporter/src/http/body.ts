import type { Context } from 'koa';
import readBody from 'raw-body';
import { Problem } from './problem.ts';

/** The body of a request as JSON. Larger ones are refused, also those in chunks, and never kept. */
export async function jsonBody(ctx: Context, mostBytes: number): Promise<unknown> {
  const encoding = ctx.get('Content-Encoding');
  if (encoding !== '' && encoding !== 'identity') {
    throw new Problem(415, 'unsupported_encoding', `a body with Content-Encoding ${encoding} is not read here`);
  }
  const text = await textOf(ctx, mostBytes);
  try {
    return JSON.parse(text);
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    throw new Problem(400, 'invalid_body', `the body must be JSON: ${error.message}`);
  }
}

async function textOf(ctx: Context, mostBytes: number): Promise<string> {
  const length = ctx.get('Content-Length');
  try {
    return await readBody(ctx.req, { ...(length !== '' && { length }), limit: mostBytes, encoding: 'utf-8' });
  } catch (error) {
    // What is still to come is let go, so that the connection can be asked again.
    ctx.req.resume();
    throw problemOf(error, mostBytes);
  }
}

/** Readers who went away in the middle, and lengths that were not true, are no fault of the exporter. */
function problemOf(error: unknown, mostBytes: number): unknown {
  switch ((error as { type?: unknown }).type) {
    case 'entity.too.large':
      return new Problem(413, 'body_too_large', `a request may carry at most ${mostBytes} bytes here`);
    case 'request.aborted':
    case 'request.size.invalid':
      return new Problem(400, 'invalid_body', 'the body did not come as it was announced');
    default:
      return error;
  }
}
