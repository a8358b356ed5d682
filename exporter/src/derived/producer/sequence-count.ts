/** Sequences begin anew behind this one. */
const sequences = 2 ** 31;
/** A rate is an average of about this time, as those of topics are. */
const windowMs = 60_000;
const spacingMs = windowMs / 8;

/** How many records a producer writes to a partition, from its sequence at a few moments. */
export class SequenceCount {
  /** Oldest first. */
  #points: { readonly tickMs: number; readonly records: number }[] = [];
  #epoch = NaN;
  #sequence = NaN;

  /** @returns whether it wrote since the moment before; of the first moment that is not known. */
  see(tickMs: number, epoch: number, sequence: number): boolean | undefined {
    const isFirst = Number.isNaN(this.#epoch);
    const isSame = epoch === this.#epoch && sequence === this.#sequence;
    const more = (sequence - this.#sequence + sequences) % sequences;
    // Far behind is not once around, but a log that was truncated.
    if (epoch !== this.#epoch || sequence < 0 || more > sequences / 2) {
      // What it wrote in an epoch that has ended is not known, nor how much of this one is new.
      this.#points = [{ tickMs, records: 0 }];
    } else {
      const before = this.#points.at(-1)?.records ?? 0;
      const records = before + more;
      // The newest is kept in any case: it may be long until the next turn.
      const oldest = this.#points.findIndex((point) => tickMs - point.tickMs <= windowMs + spacingMs);
      this.#points = this.#points.slice(oldest < 0 ? -1 : oldest);
      this.#points.push({ tickMs, records });
    }
    this.#epoch = epoch;
    this.#sequence = sequence;
    return isFirst ? undefined : !isSame;
  }

  /** Records per second; NaN before two moments of one epoch are known. */
  get rate(): number {
    const [first] = this.#points;
    const last = this.#points.at(-1);
    if (first === undefined || last === undefined || last.tickMs <= first.tickMs) return NaN;
    return ((last.records - first.records) * 1000) / (last.tickMs - first.tickMs);
  }
}
