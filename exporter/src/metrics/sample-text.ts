import type { ChunkPool } from './chunk-pool.ts';
import type { LabelTable } from './label-table.ts';

/** Most bytes that a value, the characters around it and the end of the line take. */
const valueBytes = 40;
const braceAndSpace = Buffer.from('} ');
const [comma, minus, zero, newline] = [0x2c, 0x2d, 0x30, 0x0a];
const nothing: LabelTable = { bytes: new Uint8Array(0), start: new Uint32Array(1) };

/**
 * Writes samples of one cluster as text, byte by byte into chunks: 200,000 samples leave no garbage behind.
 * A value that is NaN is unknown and gives no sample, whatever the family.
 */
export class SampleText {
  readonly #pool: ChunkPool;
  readonly #constant: string;
  readonly #chunks: Uint8Array[] = [];
  readonly #digits = new Uint8Array(20);
  #chunk: Uint8Array = nothing.bytes;
  #at = 0;
  #familyStart = 0;
  #parts: Uint8Array[] = [];
  #samples = 0;
  /** `name{constant="…",` */
  #open: Uint8Array = nothing.bytes;
  /** `name{constant="…"} ` or `name `. */
  #bare: Uint8Array = nothing.bytes;

  /** @param constant Labels of every sample, without braces; '' for none. */
  constructor(pool: ChunkPool, constant: string) {
    this.#pool = pool;
    this.#constant = constant;
  }

  /** All memory taken so far; to be given back to the pool when the text is no longer read. */
  get chunks(): readonly Uint8Array[] {
    return this.#chunks;
  }

  startFamily(name: string): void {
    this.#open = Buffer.from(`${name}{${this.#constant === '' ? '' : `${this.#constant},`}`);
    this.#bare = Buffer.from(this.#constant === '' ? `${name} ` : `${name}{${this.#constant}} `);
    this.#familyStart = this.#at;
    this.#parts = [];
    this.#samples = 0;
  }

  /** The family's samples, in parts that follow each other. */
  endFamily(): { parts: readonly Uint8Array[]; samples: number } {
    this.#keepPart();
    return { parts: this.#parts, samples: this.#samples };
  }

  /** A sample with the labels of `table` at `index`, and of a second table behind them. */
  write(value: number, table: LabelTable, index: number, table2: LabelTable = nothing, index2 = 0): void {
    if (Number.isNaN(value)) return;
    const start = table.start[index] ?? 0;
    const end = table.start[index + 1] ?? start;
    const start2 = table2.start[index2] ?? 0;
    const end2 = table2.start[index2 + 1] ?? start2;
    this.#reserve(this.#open.length + end - start + end2 - start2 + valueBytes);
    this.#copy(this.#open, 0, this.#open.length);
    this.#copy(table.bytes, start, end);
    if (end2 > start2 && end > start) this.#chunk[this.#at++] = comma;
    this.#copy(table2.bytes, start2, end2);
    this.#copy(braceAndSpace, 0, 2);
    this.#endLine(value);
  }

  /** As `write`, with the labels behind those of the table given as text, without braces. */
  writeWith(value: number, table: LabelTable, index: number, labels: string): void {
    const bytes = Buffer.from(labels);
    this.write(value, table, index, { bytes, start: Uint32Array.of(0, bytes.length) });
  }

  /** A sample with labels given as text, without braces; '' for none. */
  writeText(value: number, labels: string): void {
    if (labels !== '') {
      this.writeWith(value, nothing, 0, labels);
      return;
    }
    if (Number.isNaN(value)) return;
    this.#reserve(this.#bare.length + valueBytes);
    this.#copy(this.#bare, 0, this.#bare.length);
    this.#endLine(value);
  }

  #reserve(bytes: number): void {
    if (this.#at + bytes <= this.#chunk.length) return;
    this.#keepPart();
    this.#chunk = this.#pool.take(bytes);
    this.#chunks.push(this.#chunk);
    this.#at = 0;
    this.#familyStart = 0;
  }

  #keepPart(): void {
    if (this.#at > this.#familyStart) this.#parts.push(this.#chunk.subarray(this.#familyStart, this.#at));
    this.#familyStart = this.#at;
  }

  #copy(bytes: Uint8Array, start: number, end: number): void {
    const chunk = this.#chunk;
    let at = this.#at;
    for (let index = start; index < end; index++) chunk[at++] = bytes[index] ?? 0;
    this.#at = at;
  }

  #endLine(value: number): void {
    if (Number.isSafeInteger(value)) this.#writeInteger(value);
    else this.#writeOther(value);
    this.#chunk[this.#at++] = newline;
    this.#samples++;
  }

  #writeInteger(value: number): void {
    let rest = Math.abs(value);
    if (value < 0) this.#chunk[this.#at++] = minus;
    let count = 0;
    // Beyond 32 bits division is slow: take seven digits at a time.
    while (rest > 0x7fffffff) {
      const upper = Math.floor(rest / 1e7);
      let lower = rest - upper * 1e7;
      for (let digit = 0; digit < 7; digit++) {
        const next = (lower / 10) | 0;
        this.#digits[count++] = zero + lower - next * 10;
        lower = next;
      }
      rest = upper;
    }
    let low = rest | 0;
    do {
      const next = (low / 10) | 0;
      this.#digits[count++] = zero + low - next * 10;
      low = next;
    } while (low > 0);
    while (count > 0) this.#chunk[this.#at++] = this.#digits[--count] ?? zero;
  }

  #writeOther(value: number): void {
    const text = value === Infinity ? '+Inf' : value === -Infinity ? '-Inf' : String(value);
    for (let index = 0; index < text.length; index++) this.#chunk[this.#at++] = text.charCodeAt(index);
  }
}
