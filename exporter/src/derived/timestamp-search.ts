import { Column } from './column.ts';
import type { FoundRecord } from './offset-questions.ts';

/** What is looked for: when the first record at or after an offset was written. */
export interface Sought {
  /** Commit slot. */
  readonly slot: number;
  readonly offset: number;
  /** A later offset, and a moment by which the records below it had certainly been written (first seen then). */
  readonly laterOffset: number;
  readonly laterMs: number;
  /** When a record that came after `laterMs` was first seen; NaN when it was not. */
  readonly arrivedMs: (offset: number) => number;
  /** Oldest age that is searched at first. */
  readonly spanMs: number;
  /** Whether offsets may be missing between records (compaction), so that an answer may have skipped some. */
  readonly hasGaps: boolean;
}

/** An estimate is told once its bounds are this close together, as a share of the age; then it is made better. */
const toldWithin = 1 / 4;
/** Moments that one record is asked for at once, at most: each costs a request to every leader. */
export const mostMoments = 4;
const firstAges = 2;
const maxRounds = 12;
/** Timestamps that are further from when their records were seen, in precisions, tell nothing. */
const trustedWithin = 3;
/** A search that came to nothing is not taken up again before this. */
const restMs = 600_000;

/**
 * Searches the timestamps of a partition's records for that of one offset. It keeps, by commit slot, the closest
 * record known to lie at or below the offset, and the closest moment known to lie after it. A record that is dated
 * otherwise than it was seen to come shows that clocks are wrong: then nothing is known.
 */
export class TimestampSearch {
  readonly #precisionMs: number;
  readonly #lowOffset = new Column(NaN);
  readonly #lowMs = new Column(NaN);
  readonly #highOffset = new Column(NaN);
  /** The record sought is older than this. */
  readonly #highMs = new Column(NaN);
  /** Timestamp of the record at `highOffset`. */
  readonly #highRecordMs = new Column(NaN);
  readonly #rounds = new Column(0);
  /** The offset that the rounds were for. */
  readonly #soughtOffset = new Column(NaN);
  readonly #restsUntil = new Column(-Infinity);
  /** When it was last asked for a record that was seen to come. */
  readonly #checkedTick = new Column(-Infinity);

  /** @param precisionMs The search ends when the timestamp is known to so much. */
  constructor(precisionMs: number) {
    this.#precisionMs = precisionMs;
  }

  prepare(slots: number, fresh: readonly number[]): void {
    for (const column of [this.#lowOffset, this.#lowMs, this.#highOffset, this.#highMs, this.#highRecordMs]) {
      column.prepare(slots, fresh);
    }
    this.#rounds.prepare(slots, fresh);
    this.#soughtOffset.prepare(slots, fresh);
    this.#restsUntil.prepare(slots, fresh);
    this.#checkedTick.prepare(slots, fresh);
  }

  /** Whether anything was found for the slot, and clocks were compared lately. */
  hasBegun(slot: number, nowTick: number): boolean {
    return !Number.isNaN(this.#lowMs.get(slot)) && nowTick - this.#checkedTick.get(slot) <= restMs;
  }

  /** Whether the slot is left alone, as searching came to nothing. */
  rests(slot: number, nowTick: number): boolean {
    return nowTick < this.#restsUntil.get(slot);
  }

  /** Whether asking on would tell no more. */
  isDone(sought: Sought): boolean {
    return this.#widthOf(sought) <= this.#precisionMs;
  }

  /** Timestamp of the record, milliseconds since 1970; NaN while too little is known. */
  estimate(sought: Sought): number {
    this.#fit(sought);
    const { lowMs, highMs, lowOffset, highOffset } = this.#bounds(sought);
    const width = this.#widthOf(sought);
    const toldMs = Math.max(this.#precisionMs, (sought.laterMs - lowMs) * toldWithin);
    if (Number.isNaN(width) || width > toldMs) return NaN;
    return width === 0 ? lowMs : lowMs + ((sought.offset - lowOffset) / (highOffset - lowOffset)) * (highMs - lowMs);
  }

  /** Moments to ask the brokers for next; none when it is known well enough, or cannot be known. */
  moments(sought: Sought, nowTick: number): number[] {
    this.#fit(sought);
    const { slot, laterMs, spanMs } = sought;
    if (this.rests(slot, nowTick) || this.isDone(sought)) return [];
    if (this.#soughtOffset.get(slot) !== sought.offset) this.#rounds.set(slot, 0);
    this.#soughtOffset.set(slot, sought.offset);
    const rounds = this.#rounds.get(slot);
    if (rounds >= maxRounds) {
      this.#restsUntil.set(slot, nowTick + restMs);
      this.#rounds.set(slot, 0);
      return [];
    }
    this.#rounds.set(slot, rounds + 1);
    const { lowMs, highMs, lowOffset, highOffset } = this.#bounds(sought);
    const check = nowTick - this.#checkedTick.get(slot) > restMs ? [laterMs + this.#precisionMs] : [];
    if (check.length > 0) this.#checkedTick.set(slot, nowTick);
    if (Number.isNaN(lowMs)) {
      const ratio = Math.max(2, (spanMs / this.#precisionMs) ** (1 / (firstAges + 1)));
      const ages = Array.from({ length: firstAges }, (_, index) => this.#precisionMs * ratio ** (index + 1));
      return [...check, 0, ...ages.map((ageMs) => Math.max(0, Math.floor(laterMs - ageMs)))];
    }
    const width = highMs - lowMs;
    const guessMs = lowMs + ((sought.offset - lowOffset) / (highOffset - lowOffset)) * width;
    // Close around where it should be, and in the middle of the larger part that is left if it is not there.
    const near = [guessMs - width / 32, guessMs + width / 32];
    const middle = guessMs - lowMs > highMs - guessMs ? (lowMs + guessMs) / 2 : (guessMs + highMs) / 2;
    const tried = [...near, middle];
    return [...check, ...new Set(tried.map(Math.ceil).filter((ms) => ms > lowMs && ms < highMs))];
  }

  /** Takes the answers to `moments` in. */
  learn(sought: Sought, found: readonly FoundRecord[], nowTick: number): void {
    for (const record of found) {
      if (this.#isLearned(sought, record)) continue;
      this.#clear(sought.slot);
      this.#restsUntil.set(sought.slot, nowTick + restMs);
      return;
    }
  }

  /** @returns false when it contradicts what is known, so that timestamps tell nothing here. */
  #isLearned(sought: Sought, { askedMs, offset, timestampMs }: FoundRecord): boolean {
    const { slot } = sought;
    if (Number.isNaN(offset)) return true;
    const isDated = timestampMs >= askedMs;
    if (offset !== Infinity && !isDated) return false;
    if (askedMs > sought.laterMs) return this.#isTrusted(sought, offset, timestampMs);
    if (offset <= sought.offset || askedMs === 0) {
      // The first record of all may lie beyond the offset: then it is the oldest that is left to read.
      const lowOffset = Math.min(offset, sought.offset);
      if (offset === Infinity || timestampMs > sought.laterMs + this.#precisionMs) return false;
      const before = this.#lowOffset.get(slot);
      if (lowOffset < before) return true;
      if (lowOffset > before && timestampMs < this.#lowMs.get(slot)) return false;
      this.#lowOffset.set(slot, lowOffset);
      this.#lowMs.set(slot, timestampMs);
    } else {
      const limitMs = sought.hasGaps ? timestampMs : askedMs;
      const isExact = this.#lowOffset.get(slot) === sought.offset;
      if (isExact || Number.isNaN(limitMs) || limitMs >= this.#bounds(sought).highMs) return true;
      this.#highOffset.set(slot, Math.min(offset, sought.laterOffset));
      this.#highMs.set(slot, limitMs);
      this.#highRecordMs.set(slot, offset <= sought.laterOffset ? timestampMs : NaN);
    }
    return !(this.#lowMs.get(slot) > this.#highMs.get(slot));
  }

  /** Compares the timestamp of a record whose arrival was seen: clocks may be wrong, here, at brokers or producers. */
  #isTrusted({ laterOffset, arrivedMs }: Sought, offset: number, timestampMs: number): boolean {
    if (offset < laterOffset) return false;
    if (offset === Infinity) return true;
    return !(Math.abs(arrivedMs(offset) - timestampMs) > trustedWithin * this.#precisionMs);
  }

  /** The bounds stay true when the offset moves between them; one that it passed becomes the other. */
  #fit({ slot, offset }: Sought): void {
    if (offset < this.#lowOffset.get(slot)) this.#clear(slot);
    if (offset < this.#highOffset.get(slot) || Number.isNaN(this.#highOffset.get(slot))) return;
    if (!Number.isNaN(this.#highRecordMs.get(slot))) {
      this.#lowOffset.set(slot, this.#highOffset.get(slot));
      this.#lowMs.set(slot, this.#highRecordMs.get(slot));
    }
    for (const column of [this.#highOffset, this.#highMs, this.#highRecordMs]) column.set(slot, NaN);
    this.#rounds.set(slot, 0);
  }

  #bounds({ slot, laterOffset, laterMs }: Sought) {
    const known = this.#highMs.get(slot) < laterMs;
    return {
      lowOffset: this.#lowOffset.get(slot),
      lowMs: this.#lowMs.get(slot),
      highOffset: known ? this.#highOffset.get(slot) : laterOffset,
      highMs: known ? this.#highMs.get(slot) : laterMs,
    };
  }

  /** How far the bounds are apart, milliseconds; 0 when the record itself was found; NaN without bounds. */
  #widthOf(sought: Sought): number {
    const { lowMs, highMs, lowOffset } = this.#bounds(sought);
    if (lowOffset === sought.offset) return 0;
    return lowOffset < sought.offset ? Math.max(0, highMs - lowMs) : NaN;
  }

  /** What was found is forgotten; the next round compares clocks again. */
  #clear(slot: number): void {
    this.#checkedTick.set(slot, -Infinity);
    for (const column of [this.#lowOffset, this.#lowMs, this.#highOffset, this.#highMs, this.#highRecordMs]) {
      column.set(slot, NaN);
    }
    this.#rounds.set(slot, 0);
  }
}
