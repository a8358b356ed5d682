import type { Answer } from './ask.ts';
import type { Served } from './serve.ts';

/** Posts to /api/query: a text as it is, anything else as JSON. */
export function post(served: Pick<Served, 'ask'>, body: unknown, path = '/api/query'): Promise<Answer> {
  const content = Buffer.from(typeof body === 'string' ? body : JSON.stringify(body));
  const headers = { 'content-type': 'application/json', 'content-length': String(content.length) };
  return served.ask(path, { method: 'POST', headers, body: [content] });
}
