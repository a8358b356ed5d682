export interface Poll {
  /** Does it at once, and drops what is under way: the question has changed. */
  now(): void;
}

/**
 * Does something every `intervalMs`, never twice at once, and not while the page is hidden.
 * @param task Gets a signal that aborts when its answer is no longer wanted; must not throw.
 */
export function startPoll(task: (signal: AbortSignal) => Promise<void>, intervalMs: number): Poll {
  let underWay = new AbortController();
  let timer: ReturnType<typeof setTimeout> | undefined;

  async function run(): Promise<void> {
    clearTimeout(timer);
    underWay.abort();
    underWay = new AbortController();
    const { signal } = underWay;
    await task(signal);
    if (!signal.aborted && !document.hidden) timer = setTimeout(() => void run(), intervalMs);
  }

  document.addEventListener('visibilitychange', () => {
    if (document.hidden) clearTimeout(timer);
    else void run();
  });
  void run();
  return { now: () => void run() };
}
