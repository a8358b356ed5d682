import type { RateWindow } from './rate-window.ts';

/** For each new index, the index at which the same thing stood before; -1 for what is new. */
export type Origin = Int32Array;

/** A column of `length` values taken from `previous`, `fresh` where there is none. Always a copy. */
export function carry(
  previous: Float64Array | undefined,
  origin: Origin | undefined,
  length: number,
  fresh: number,
): Float64Array<ArrayBuffer> {
  if (previous !== undefined && origin === undefined) return previous.slice();
  const column = new Float64Array(length).fill(fresh);
  if (previous === undefined || origin === undefined) return column;
  for (let index = 0; index < length; index++) {
    const from = origin[index] ?? -1;
    if (from >= 0) column[index] = previous[from] ?? fresh;
  }
  return column;
}

export function carryWindow(window: RateWindow, origin: Origin | undefined, length: number): RateWindow {
  if (origin === undefined) return window;
  return window.map(({ atMs, values }) => ({ atMs, values: carry(values, origin, length, NaN) }));
}
