/** Of the numbers that are known; NaN when none is. */
export type Combine = (left: number, right: number) => number;

export const sum: Combine = (left, right) => left + right;
export const most: Combine = (left, right) => Math.max(left, right);
export const least: Combine = (left, right) => Math.min(left, right);

export function combined(values: Iterable<number>, combine: Combine): number {
  let result = NaN;
  for (const value of values) {
    if (!Number.isNaN(value)) result = Number.isNaN(result) ? value : combine(result, value);
  }
  return result;
}

/** Combines `values` into `into`, place by place. */
export function combineInto(into: Float64Array, values: Float64Array, combine: Combine): void {
  for (let at = 0; at < into.length; at++) {
    const value = values[at] ?? NaN;
    if (Number.isNaN(value)) continue;
    const before = into[at] ?? NaN;
    into[at] = Number.isNaN(before) ? value : combine(before, value);
  }
}

/** What an offset advanced by since it was first known, at each time: going back counts nothing. */
export function advances(offsets: Float64Array): Float64Array {
  let offset = NaN;
  let counted = 0;
  return offsets.map((next) => {
    if (Number.isNaN(next)) return NaN;
    if (next > offset) counted += next - offset;
    offset = next;
    return counted;
  });
}
