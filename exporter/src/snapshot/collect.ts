import { Troubles } from './refresh.ts';
import type { CollectorOutcome } from './snapshot.ts';

export type Collect = <T>(name: string, work: (troubles: Troubles) => Promise<T>) => Promise<T>;

/** Times collectors and notes their outcomes; what one throws goes on to the caller. */
export function collectInto(outcomes: CollectorOutcome[]): Collect {
  return async (name, work) => {
    const troubles = new Troubles();
    const startedMs = performance.now();
    try {
      return await work(troubles);
    } catch (error) {
      troubles.add(error);
      throw error;
    } finally {
      const error = troubles.text;
      const durationSeconds = (performance.now() - startedMs) / 1000;
      outcomes.push({ name, success: error === undefined, durationSeconds, error });
    }
  };
}

export function inOrderOfName(outcomes: readonly CollectorOutcome[]): CollectorOutcome[] {
  return outcomes.toSorted((a, b) => (a.name < b.name ? -1 : 1));
}
