import type { ServerResponse } from 'node:http';
import { Problem } from './problem.ts';

export function write(response: ServerResponse, type: string, text: string): void {
  response.setHeader('content-type', `${type}; charset=utf-8`).end(text);
}

export function writeJson(response: ServerResponse, status: number, value: unknown): void {
  response.statusCode = status;
  write(response, 'application/json', JSON.stringify(value));
}

/** A refusal as JSON; whatever else went wrong is told on the output of `who`. */
export function writeProblem(response: ServerResponse, who: string, error: unknown): void {
  if (!(error instanceof Problem)) console.log(`${who} failed:`, error);
  const { status, code, message } =
    error instanceof Problem ? error : new Problem(500, 'failed', 'That failed; the output of the demo says why.');
  writeJson(response, status, { error: { code, message } });
}
