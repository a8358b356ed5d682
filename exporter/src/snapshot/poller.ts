import type { Snapshot } from './snapshot.ts';

export interface PollerOptions {
  readonly take: () => Promise<Snapshot>;
  readonly intervalMs: number;
  /** All are awaited before the next attempt begins. What it throws is a failure of the attempt. */
  readonly onSnapshot: (snapshot: Snapshot) => Promise<void>;
  readonly onFailure: (error: unknown) => Promise<void>;
  /** After either of them: how long the attempt took with all that followed from it. */
  readonly onEnd: (durationSeconds: number) => void;
}

/**
 * Takes a snapshot every interval, counted from start to start. One that takes longer delays the next one;
 * two are never under way at once. How long one may take at most is bounded by the time-outs of its requests.
 */
export class Poller {
  private readonly options: PollerOptions;
  private readonly stopped = new AbortController();
  private running: Promise<void> | undefined;

  constructor(options: PollerOptions) {
    this.options = options;
  }

  start(): void {
    this.running ??= this.run();
  }

  /** Ends the loop; does not wait for a refresh that is under way, whose result is dropped. */
  stop(): void {
    this.stopped.abort();
  }

  private isStopped(): boolean {
    return this.stopped.signal.aborted;
  }

  private async run(): Promise<void> {
    while (!this.isStopped()) {
      const startedMs = performance.now();
      await this.attempt();
      if (!this.isStopped()) this.options.onEnd((performance.now() - startedMs) / 1000);
      await this.pause(this.options.intervalMs - (performance.now() - startedMs));
    }
  }

  private async attempt(): Promise<void> {
    try {
      const snapshot = await this.options.take();
      if (!this.isStopped()) await this.options.onSnapshot(snapshot);
    } catch (error) {
      if (!this.isStopped()) await this.options.onFailure(error);
    }
  }

  private pause(ms: number): Promise<void> {
    return new Promise((resolve) => {
      if (this.stopped.signal.aborted) {
        resolve();
        return;
      }
      const done = (): void => {
        clearTimeout(timer);
        this.stopped.signal.removeEventListener('abort', done);
        resolve();
      };
      const timer = setTimeout(done, Math.max(0, ms));
      this.stopped.signal.addEventListener('abort', done);
    });
  }
}
