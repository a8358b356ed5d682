import { setTimeout as sleep } from 'node:timers/promises';

/**
 * Runs a check until it stops throwing, and resolves to what it returned.
 * @throws what the check threw last, once `timeoutMs` have passed.
 */
export async function eventually<T>(check: () => Promise<T>, timeoutMs = 30_000): Promise<T> {
  const giveUpAt = performance.now() + timeoutMs;
  for (;;) {
    try {
      return await check();
    } catch (error) {
      if (performance.now() > giveUpAt) throw error;
    }
    await sleep(200);
  }
}
