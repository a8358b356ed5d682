import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const main = fileURLToPath(new URL('../../src/main.ts', import.meta.url));
const preloaded = [
  new URL('../../../scripts/end-with-parent.mjs', import.meta.url).href,
  new URL('shifted-clock.mjs', import.meta.url).href,
];

/** An exporter in a process of its own, which can be ended, started anew, and whose clock can be set. */
export class RestartableExporter {
  readonly #flags: readonly string[];
  #child: ChildProcess | undefined;
  #url = '';

  constructor(flags: readonly string[]) {
    this.#flags = [...flags, '--web.listen-address=127.0.0.1:0', '--refresh.interval=1s', '--log.format=json'];
  }

  /** Undefined while it does not run. */
  get url(): string | undefined {
    return this.#child === undefined ? undefined : this.#url;
  }

  /** Resolves once it listens. */
  async start(moreFlags: readonly string[] = []): Promise<void> {
    const imports = preloaded.flatMap((file) => ['--import', file]);
    const child = spawn(process.execPath, [...imports, main, ...this.#flags, ...moreFlags], {
      env: { PATH: process.env.PATH },
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    });
    const { stderr } = child;
    if (stderr === null) throw new Error('the exporter was started without a pipe');
    const said: string[] = [];
    this.#url = await new Promise<string>((resolve, reject) => {
      createInterface(stderr).on('line', (line) => {
        if (said.length < 100) said.push(line);
        const url = /"url":"(http[^"]+)"/.exec(line)?.[1];
        if (url !== undefined) resolve(url);
      });
      child.once('exit', () => {
        reject(new Error(`the exporter ended before it listened:\n${said.join('\n')}`));
      });
    });
    this.#child = child;
  }

  async end(signal: 'SIGTERM' | 'SIGKILL' = 'SIGTERM'): Promise<void> {
    const child = this.#child;
    if (child === undefined) return;
    this.#child = undefined;
    const ended = once(child, 'exit');
    child.kill(signal);
    await ended;
  }

  /** Its clock is off by so much from now on, and back right with 0. */
  setClock(offMs: number): void {
    this.#child?.send(offMs);
  }
}
