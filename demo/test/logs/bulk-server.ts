import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo } from 'node:net';

/** What one line of a request gets for an answer. */
export interface ItemAnswer {
  readonly status: number;
  readonly error?: { readonly type: string; readonly reason: string };
}

/** What a whole request gets instead of one answer for each line. */
export interface RequestAnswer {
  readonly status: number;
  readonly body: string;
}

/** An HTTP server that keeps documents and answers as Elasticsearch's bulk API does, or with the failure that is wanted. */
export class BulkServer {
  /** By index and id: 'access-log/logs.access-0-7'. */
  readonly documents = new Map<string, unknown>();
  /** The ids of each request, in their order. */
  readonly requests: string[][] = [];
  /** The Authorization headers that came. */
  readonly authorizations: (string | undefined)[] = [];
  refuse: RequestAnswer | undefined;
  refuseItem: (id: string) => ItemAnswer | undefined = () => undefined;
  isElasticsearch = true;
  readonly #server: Server;
  readonly #scheme: string;

  /** @param tls Key and certificate in PEM; without them it is plain HTTP. */
  constructor(tls?: { readonly key: string; readonly cert: string }) {
    const answer = (request: IncomingMessage, response: ServerResponse): void => {
      void this.#answer(request, response);
    };
    this.#server = tls === undefined ? createServer(answer) : createTlsServer(tls, answer);
    this.#scheme = tls === undefined ? 'http' : 'https';
  }

  /** @param port A free one when left out. */
  async listen(port = 0): Promise<void> {
    this.#server.listen(port, '127.0.0.1');
    await once(this.#server, 'listening');
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  get url(): string {
    return `${this.#scheme}://127.0.0.1:${String(this.port)}`;
  }

  async close(): Promise<void> {
    if (!this.#server.listening) return;
    this.#server.close();
    this.#server.closeAllConnections();
    await once(this.#server, 'close');
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const text = (await request.toArray()).map(String).join('');
    this.authorizations.push(request.headers.authorization);
    if (this.isElasticsearch) response.setHeader('x-elastic-product', 'Elasticsearch');
    response.setHeader('content-type', 'application/vnd.elasticsearch+json;compatible-with=9');
    if (this.refuse !== undefined) {
      const { status, body } = this.refuse;
      // Whatever is not Elasticsearch's own comes from a proxy.
      if (!body.startsWith('{')) response.setHeader('content-type', 'text/html');
      response.writeHead(status).end(body);
      return;
    }
    if (request.method !== 'POST' && request.method !== 'PUT')
      throw new Error(`a bulk request by ${String(request.method)}`);
    const lines = text
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as unknown);
    const ids: string[] = [];
    const items = [];
    for (let index = 0; index < lines.length; index += 2) {
      const { _index: into, _id: id } = (lines[index] as { index: { _index: string; _id: string } }).index;
      ids.push(id);
      const refused = this.refuseItem(id);
      const place = `${into}/${id}`;
      const isNew = !this.documents.has(place);
      if (refused === undefined) this.documents.set(place, lines[index + 1]);
      items.push({ index: { _index: into, _id: id, ...(refused ?? { status: isNew ? 201 : 200 }) } });
    }
    this.requests.push(ids);
    const hasErrors = items.some(({ index }) => index.status >= 400);
    response.end(JSON.stringify({ took: 1, errors: hasErrors, items }));
  }
}
