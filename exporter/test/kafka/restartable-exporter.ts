import { startExporterProcess, type ExporterProcess } from './exporter-process.ts';

const shiftedClock = new URL('shifted-clock.mjs', import.meta.url).href;

/** An exporter in a process of its own, which can be ended, started anew, and whose clock can be set. */
export class RestartableExporter {
  readonly #brokers: string;
  #running: ExporterProcess | undefined;

  constructor(brokers: string) {
    this.#brokers = brokers;
  }

  /** Undefined while it does not run. */
  get url(): string | undefined {
    return this.#running?.url;
  }

  /** Resolves once it listens. */
  async start(flags: readonly string[] = []): Promise<void> {
    this.#running = await startExporterProcess(this.#brokers, flags, [shiftedClock]);
  }

  async end(signal: 'SIGTERM' | 'SIGKILL' = 'SIGTERM'): Promise<void> {
    const running = this.#running;
    this.#running = undefined;
    await running?.kill(signal);
  }

  /** Its clock is off by so much from now on, and back right with 0. */
  setClock(offMs: number): void {
    this.#running?.send(offMs);
  }
}
