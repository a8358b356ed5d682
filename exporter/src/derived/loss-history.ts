import type { LossCount, PastLosses } from './state.ts';

/** One growth of a counter. */
interface Growth {
  /** As in Past.times. */
  readonly atMs: number;
  readonly tickMs: number;
  readonly records: number;
}

/** When records were lost. Losses are rare: only what grew is kept, not a column. */
export class LossHistory {
  readonly #historyMs: number;
  /** By key of the counter. */
  readonly #known = new Map<string, number>();
  readonly #growths = new Map<string, Growth[]>();

  /** @param before The counters as they were when the exporter ended: what they are more by now is new. */
  constructor({ historyMs, before }: { readonly historyMs: number; readonly before: readonly LossCount[] }) {
    this.#historyMs = historyMs;
    for (const loss of before) this.#known.set(keyOf(loss), loss.records);
  }

  update(losses: readonly LossCount[], { tickMs, wallMs }: { readonly tickMs: number; readonly wallMs: number }): void {
    const present = new Set<string>();
    for (const loss of losses) {
      // A large cluster has tens of thousands of counters, nearly all of which stay at 0.
      if (loss.records === 0) continue;
      const key = keyOf(loss);
      present.add(key);
      // A counter begins at 0.
      const grown = loss.records - (this.#known.get(key) ?? 0);
      this.#known.set(key, loss.records);
      const kept = this.#growths.get(key)?.filter((growth) => tickMs - growth.tickMs <= this.#historyMs) ?? [];
      if (grown > 0) kept.push({ atMs: wallMs, tickMs, records: grown });
      if (kept.length > 0) this.#growths.set(key, kept);
      else this.#growths.delete(key);
    }
    for (const key of this.#known.keys()) {
      if (present.has(key)) continue;
      this.#known.delete(key);
      this.#growths.delete(key);
    }
  }

  /** The history as it is read with the counters and the times of one refresh. */
  of(losses: readonly LossCount[], times: () => Float64Array): PastLosses {
    return {
      lost: (index) => {
        const loss = losses[index];
        const growths = loss === undefined ? [] : (this.#growths.get(keyOf(loss)) ?? []);
        const records = new Map(growths.map((growth) => [growth.atMs, growth.records]));
        return times().map((atMs) => records.get(atMs) ?? 0);
      },
    };
  }
}

function keyOf({ group, topic, cause }: LossCount): string {
  return JSON.stringify([group ?? null, topic, cause]);
}
