/** Every stretch in which the event loop did not come round, in milliseconds. */
export interface LoopReport {
  readonly longestMs: number;
  /** Those worth telling. */
  readonly blocksMs: readonly number[];
}

const periodMs = 1;
const worthTellingMs = 20;

/** Sees for how long the event loop is blocked, by the lateness of a timer that falls due all the time. */
export class LoopWatch {
  #last = performance.now();
  #longestMs = 0;
  #blocksMs: number[] = [];
  #timer: NodeJS.Timeout;

  constructor() {
    this.#timer = setTimeout(() => this.#tick(), periodMs).unref();
  }

  #tick(): void {
    const now = performance.now();
    const lateMs = now - this.#last - periodMs;
    this.#longestMs = Math.max(this.#longestMs, lateMs);
    if (lateMs > worthTellingMs) this.#blocksMs.push(lateMs);
    this.#last = now;
    this.#timer.refresh();
  }

  /** Takes what is blocked right now into account. */
  end(): LoopReport {
    this.#tick();
    clearTimeout(this.#timer);
    return { longestMs: this.#longestMs, blocksMs: this.#blocksMs };
  }
}
