import { Readable } from 'node:stream';
import { stringifyChunked } from '@discoveryjs/json-ext';
import type { Middleware } from 'koa';
import { breathe } from '../event-loop.ts';

/** Characters: shorter answers are sent as a whole. */
const pieceLength = 64 * 1024;

/**
 * Writes what was answered as JSON piece by piece, as fast as it is read: some answers are many megabytes of text, and
 * while that is made at once everybody else waits.
 */
export const writeJson: Middleware = async (ctx, next) => {
  await next();
  const body: unknown = ctx.body;
  if (typeof body !== 'object' || body === null || Buffer.isBuffer(body)) return;
  await breathe();
  const pieces: Generator<string, unknown> = stringifyChunked(body, { highWaterMark: pieceLength });
  const first = pieces.next();
  if (first.done === true) return;
  ctx.body = first.value.length < pieceLength ? first.value : Readable.from(inTurns(first.value, pieces));
};

async function* inTurns(first: string, rest: Iterable<string>): AsyncGenerator<string> {
  yield first;
  for (const piece of rest) {
    await breathe();
    yield piece;
  }
}
