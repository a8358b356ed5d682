/** A stretch in which the event loop did not come round. */
export interface Block {
  readonly ms: number;
  /** What the program itself computed meanwhile; the rest it waited for the processor, or for the collector of garbage. */
  readonly cpuMs: number;
}

export interface LoopReport {
  readonly longestMs: number;
  readonly longestCpuMs: number;
  /** Those worth telling. */
  readonly blocks: readonly Block[];
}

const periodMs = 1;
const worthTellingMs = 20;

/** Sees for how long the event loop is blocked, by the lateness of a timer that falls due all the time. */
export class LoopWatch {
  #last = performance.now();
  #lastCpuMs = threadCpuMs();
  #longestMs = 0;
  #longestCpuMs = 0;
  #blocks: Block[] = [];
  #timer: NodeJS.Timeout;

  constructor() {
    this.#timer = setTimeout(() => {
      this.#tick();
    }, periodMs).unref();
  }

  #tick(): void {
    const now = performance.now();
    const nowCpuMs = threadCpuMs();
    const ms = now - this.#last - periodMs;
    const cpuMs = nowCpuMs - this.#lastCpuMs;
    this.#longestMs = Math.max(this.#longestMs, ms);
    this.#longestCpuMs = Math.max(this.#longestCpuMs, cpuMs);
    if (ms > worthTellingMs) this.#blocks.push({ ms, cpuMs });
    this.#last = now;
    this.#lastCpuMs = nowCpuMs;
    this.#timer.refresh();
  }

  /** Takes what is blocked right now into account. */
  end(): LoopReport {
    this.#tick();
    clearTimeout(this.#timer);
    return { longestMs: this.#longestMs, longestCpuMs: this.#longestCpuMs, blocks: this.#blocks };
  }
}

function threadCpuMs(): number {
  const { user, system } = process.threadCpuUsage();
  return (user + system) / 1000;
}
