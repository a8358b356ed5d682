import type { FoundOffsets, OffsetsAt } from '../snapshot/follow-up.ts';

/** One answered question: the first record that is not older than `askedMs`. */
export interface FoundRecord {
  readonly askedMs: number;
  /** Infinity when every record is older; NaN when unknown. */
  readonly offset: number;
  /** The record's own timestamp; NaN without one. */
  readonly timestampMs: number;
}

/** One request may not name a partition twice: whoever asks about the same one as others adds a request to its leader. */
const mostAskers = 4;

/** Collects questions for offsets by timestamp, several for each asker, and hands the answers back to them. */
export class OffsetQuestions<Asker> {
  readonly #askersOf = new Map<number, number>();
  readonly #askers: { readonly asker: Asker; readonly from: number; readonly to: number }[] = [];
  readonly #partition: number[] = [];
  readonly #timestampMs: number[] = [];

  get length(): number {
    return this.#partition.length;
  }

  /** Whether another asker may ask about the partition. */
  hasRoom(partition: number): boolean {
    return (this.#askersOf.get(partition) ?? 0) < mostAskers;
  }

  add(asker: Asker, partition: number, timestampsMs: readonly number[]): void {
    if (timestampsMs.length === 0) return;
    this.#askersOf.set(partition, (this.#askersOf.get(partition) ?? 0) + 1);
    const from = this.length;
    for (const timestampMs of timestampsMs) {
      this.#partition.push(partition);
      this.#timestampMs.push(timestampMs);
    }
    this.#askers.push({ asker, from, to: this.length });
  }

  ask(): OffsetsAt {
    return { partition: Int32Array.from(this.#partition), timestampMs: Float64Array.from(this.#timestampMs) };
  }

  /** Each asker once, with all that was found for it; nothing when these were not asked at all. */
  *answered(found: FoundOffsets): Generator<readonly [Asker, FoundRecord[]]> {
    if (found.offset.length !== this.length) return;
    for (const { asker, from, to } of this.#askers) {
      const records: FoundRecord[] = [];
      for (let index = from; index < to; index++) {
        records.push({
          askedMs: this.#timestampMs[index] ?? NaN,
          offset: found.offset[index] ?? NaN,
          timestampMs: found.timestampMs[index] ?? NaN,
        });
      }
      yield [asker, records];
    }
  }
}
