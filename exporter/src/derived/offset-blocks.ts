/** Slots of one block. A multiple of it is the most that one moving partition costs at a refresh. */
const blockSize = 256;
/** What stands in a block for NaN and for Infinity. */
const missing = -(2 ** 31);
const infinite = missing + 1;
const reach = 2 ** 31 - 2;

/**
 * The values of `blockSize` slots at one refresh, as distances from a base that many refreshes share: four bytes
 * for each value instead of eight.
 */
interface Block {
  readonly base: Float64Array;
  readonly distance: Int32Array;
}

/**
 * Columns of whole numbers by slot, oldest first. A block in which nothing changed since the column before is the
 * same object in both, so that what stands still costs next to nothing.
 */
export class OffsetBlocks {
  readonly #columns: Block[][] = [];
  #newest = new Float64Array();
  #blocks = 0;

  get length(): number {
    return this.#columns.length;
  }

  /** Bytes that the values take, without the overhead of their objects. */
  get bytes(): number {
    return this.#blocks * blockSize * 4;
  }

  /** @param values By slot; NaN is a missed value. They are rounded to whole numbers, and copied. */
  add(values: Float64Array): void {
    const before = this.#columns.at(-1);
    const after = this.#newest;
    const column: Block[] = [];
    for (let first = 0, index = 0; first < values.length; first += blockSize, index++) {
      const last = Math.min(first + blockSize, values.length);
      const former = before?.[index];
      if (former !== undefined && isSame(values, after, first, last)) {
        column.push(former);
      } else {
        column.push(encode(values, first, last, former?.base));
        this.#blocks++;
      }
    }
    if (after.length >= values.length) after.set(values);
    else this.#newest = Float64Array.from(values);
    this.#columns.push(column);
  }

  /** Drops the column at an index. */
  drop(index: number): void {
    const [dropped] = this.#columns.splice(index, 1);
    const older = this.#columns[index - 1];
    const newer = this.#columns[index];
    dropped?.forEach((block, at) => {
      if (older?.[at] !== block && newer?.[at] !== block) this.#blocks--;
    });
  }

  /** NaN where it was missed, or the slot did not exist yet. */
  get(column: number, slot: number): number {
    const block = this.#columns[column]?.[Math.floor(slot / blockSize)];
    if (block === undefined) return NaN;
    const place = slot % blockSize;
    const distance = block.distance[place] ?? missing;
    if (distance === missing) return NaN;
    if (distance === infinite) return Infinity;
    return (block.base[place] ?? NaN) + distance;
  }
}

function isSame(left: Float64Array, right: Float64Array, first: number, last: number): boolean {
  if (last > right.length) return false;
  for (let slot = first; slot < last; slot++) {
    const value = left[slot] ?? NaN;
    const other = right[slot] ?? NaN;
    if (value !== other && !(Number.isNaN(value) && Number.isNaN(other))) return false;
  }
  return true;
}

function encode(values: Float64Array, first: number, last: number, shared: Float64Array | undefined): Block {
  let base = shared ?? new Float64Array(blockSize).fill(NaN);
  const distance = new Int32Array(blockSize).fill(missing);
  for (let slot = first; slot < last; slot++) {
    const value = values[slot] ?? NaN;
    const place = slot - first;
    if (value === Infinity) distance[place] = infinite;
    if (!Number.isFinite(value)) continue;
    // Older blocks hold nothing where the base they share is NaN: it may still be set.
    if (Number.isNaN(base[place])) base[place] = Math.round(value);
    const away = Math.round(value - (base[place] ?? NaN));
    if (Math.abs(away) > reach) {
      base = rebased(values, first, last, base);
      return encode(values, first, last, base);
    }
    distance[place] = away;
  }
  return { base, distance };
}

/** A new base from the present values, for blocks to come; those before keep theirs. */
function rebased(values: Float64Array, first: number, last: number, former: Float64Array): Float64Array {
  const base = former.slice();
  for (let slot = first; slot < last; slot++) {
    const value = values[slot] ?? NaN;
    if (Number.isFinite(value)) base[slot - first] = Math.round(value);
  }
  return base;
}
