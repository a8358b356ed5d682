import type { Answer } from './ask.ts';
import type { Served } from './serve.ts';

/** Posts a text as it is, anything else as JSON. */
export function post(
  served: Pick<Served, 'ask'>,
  body: unknown,
  path = '/api/query',
  more: Readonly<Record<string, string>> = {},
): Promise<Answer> {
  const content = Buffer.from(typeof body === 'string' ? body : JSON.stringify(body));
  const headers = { 'content-type': 'application/json', 'content-length': String(content.length), ...more };
  return served.ask(path, { method: 'POST', headers, body: [content] });
}
