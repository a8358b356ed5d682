import type { Finding, Observation } from './finding.ts';

const endedKeptMs = 86_400_000;
const mostFindings = 1_000;
/** What was open before a restart may take this long to be seen again: a window must pass first. */
const graceMs = 600_000;

/**
 * Turns what holds in each refresh into findings with a beginning and an end. What was remembered from before a
 * restart stays open until it is seen again, and then goes on under its id, or until ten minutes have passed.
 */
export class FindingLedger {
  readonly #open = new Map<string, Finding>();
  /** Keys of remembered findings that were not yet seen again. */
  readonly #awaited: Set<string>;
  #ended: Finding[] = [];
  #firstMs: number | undefined;
  #hasChanged = false;

  constructor(options: { readonly remembered?: readonly Finding[] } = {}) {
    for (const finding of options.remembered ?? []) {
      if (finding.endedMs === undefined) this.#open.set(finding.key, finding);
      else this.#ended.push(finding);
    }
    this.#awaited = new Set(this.#open.keys());
  }

  /** All that hold, and those that ended less than 24 hours ago, newest first. Of one key the first observation counts. */
  update(observations: readonly Observation[], wallMs: number): readonly Finding[] {
    this.#firstMs ??= wallMs;
    if (wallMs - this.#firstMs >= graceMs) this.#awaited.clear();
    const seen = new Set<string>();
    for (const observation of observations) {
      const { key } = observation;
      if (seen.has(key)) continue;
      seen.add(key);
      this.#awaited.delete(key);
      const open = this.#open.get(key);
      this.#hasChanged ||= open === undefined;
      const { id, startedMs } = open ?? { id: `${key}@${String(wallMs)}`, startedMs: wallMs };
      this.#open.set(key, { ...observation, id, startedMs, updatedMs: wallMs, endedMs: undefined });
    }
    for (const [key, finding] of this.#open) {
      if (seen.has(key) || this.#awaited.has(key)) continue;
      this.#open.delete(key);
      this.#hasChanged = true;
      this.#ended.push({ ...finding, endedMs: wallMs });
    }
    const room = Math.max(0, mostFindings - this.#open.size);
    this.#ended = this.#ended
      .filter(({ endedMs = wallMs }) => wallMs - endedMs < endedKeptMs)
      .sort((left, right) => (right.endedMs ?? wallMs) - (left.endedMs ?? wallMs))
      .slice(0, room);
    return this.#all();
  }

  /** Whether a finding began or ended since it was last remembered. */
  get hasChanged(): boolean {
    return this.#hasChanged;
  }

  /** What to begin with after a restart: the newest answer of `update`. */
  remember(): readonly Finding[] {
    this.#hasChanged = false;
    return this.#all();
  }

  #all(): readonly Finding[] {
    return [...this.#open.values(), ...this.#ended]
      .sort((left, right) => right.startedMs - left.startedMs)
      .slice(0, mostFindings);
  }
}
