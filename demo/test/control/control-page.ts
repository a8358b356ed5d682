import { once } from 'node:events';
import { request, type IncomingMessage } from 'node:http';
import type { ControlState } from '../../src/control/state.ts';

export interface Answer {
  readonly status: number;
  readonly text: string;
}

/** The control page as a program uses it. */
export class ControlPage {
  readonly #port: number;

  constructor(port: number) {
    this.#port = port;
  }

  get address(): string {
    return `127.0.0.1:${String(this.#port)}`;
  }

  post(pathname: string, body = '', headers: Readonly<Record<string, string>> = {}): Promise<Answer> {
    return this.#send('POST', pathname, body, headers);
  }

  get(pathname: string, headers: Readonly<Record<string, string>> = {}): Promise<Answer> {
    return this.#send('GET', pathname, '', headers);
  }

  async state(): Promise<ControlState> {
    return JSON.parse((await this.get('/state')).text) as ControlState;
  }

  // Not fetch, which lets nobody choose the Host.
  async #send(method: string, path: string, body: string, headers: Readonly<Record<string, string>>): Promise<Answer> {
    const sent = request({ host: '127.0.0.1', port: this.#port, method, path, headers });
    sent.end(body);
    const [response] = (await once(sent, 'response')) as [IncomingMessage];
    const text = (await response.toArray()).map(String).join('');
    return { status: response.statusCode ?? 0, text };
  }
}
