import { request as plainRequest } from 'node:http';
import { request as tlsRequest, type RequestOptions } from 'node:https';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';

export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: Buffer;
  readonly text: string;
}

export type AskOptions = Pick<RequestOptions, 'method' | 'headers' | 'ca' | 'cert' | 'key'> & {
  readonly body?: Iterable<Uint8Array>;
};

/**
 * Asks once, over a connection of its own, for exactly this path: unlike fetch it follows, decodes and tidies nothing.
 * The whole body is sent, also when the answer comes before.
 */
export async function ask(origin: string, path: string, { body, ...options }: AskOptions = {}): Promise<Answer> {
  const { protocol, hostname, port } = new URL(origin);
  const send = protocol === 'https:' ? tlsRequest : plainRequest;
  const request = send({ hostname, port, path, agent: false, ...options });
  const answered = new Promise<Answer>((resolve, reject) => {
    request.once('error', reject);
    request.once('response', (response) => {
      buffer(response).then((content) => {
        resolve({
          status: response.statusCode ?? NaN,
          headers: response.headers,
          body: content,
          text: content.toString(),
        });
      }, reject);
    });
  });
  const sent = new Promise((resolve) => request.once('finish', resolve).once('close', resolve));
  if (body === undefined) request.end();
  else Readable.from(body).pipe(request);
  const [answer] = await Promise.all([answered, sent]);
  return answer;
}

/** The body as JSON, which it must say that it is. */
export function json({ headers, text }: Answer): unknown {
  if (headers['content-type'] !== 'application/json; charset=utf-8') {
    throw new Error(`${String(headers['content-type'])} instead of JSON: ${text.slice(0, 200)}`);
  }
  return JSON.parse(text);
}
