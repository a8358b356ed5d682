import { hostname } from 'node:os';
import type { Context } from 'koa';
import type { Problem } from '../problem.ts';
import type { BurrowRequest } from './form.ts';

/** Where errors, too, have Burrow's form. */
export function isBurrowPath(path: string): boolean {
  return path === '/v3' || path.startsWith('/v3/');
}

/** @param message What Burrow says with this answer: some of its clients look at it. */
export function answerBurrow(ctx: Context, message: string, fields: object): void {
  ctx.body = { error: false, message, ...fields, request: requestOf(ctx) };
}

export function burrowError(ctx: Context, { code, message }: Problem): object {
  const head = { error: true, message };
  // Where Burrow knows no route it does not repeat the request either.
  return code === 'not_found' ? { ...head, result: {} } : { ...head, request: requestOf(ctx) };
}

function requestOf(ctx: Context): BurrowRequest {
  return { url: decoded(ctx.path), host: hostname() };
}

function decoded(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch (error) {
    if (error instanceof URIError) return path;
    throw error;
  }
}
