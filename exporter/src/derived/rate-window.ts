/** Values of many counters at a few moments of the recent past, oldest first: rates are taken over them. */
export type RateWindow = readonly RatePoint[];

export interface RatePoint {
  /** Of a clock that is never set. */
  readonly atMs: number;
  /** One per counter, never decreasing from point to point; NaN where it was not known. */
  readonly values: Float64Array;
}

/** Rates are an average of about this time, or of the time between two refreshes where that is longer. */
const windowMs = 60_000;
/** Points closer than this to the one before are not kept: at most nine, however short the refresh interval. */
const spacingMs = windowMs / 8;

/**
 * Increase per second of each counter from its oldest known value in the window to `now`; NaN without two
 * known values. A counter that was unknown for a while is averaged over the gap.
 */
export function ratesAt(window: RateWindow, now: RatePoint): Float64Array {
  const points = young(window, now.atMs);
  const rates = new Float64Array(now.values.length).fill(NaN);
  for (let index = 0; index < rates.length; index++) {
    const value = now.values[index] ?? NaN;
    for (const point of points) {
      const rate = ((value - (point.values[index] ?? NaN)) * 1000) / (now.atMs - point.atMs);
      if (!Number.isNaN(rate)) {
        rates[index] = rate;
        break;
      }
    }
  }
  return rates;
}

/** The window with `now` as its newest point, and without those that are too old. */
export function advance(window: RateWindow, now: RatePoint): RateWindow {
  const points = young(window, now.atMs);
  const newest = points.at(-1);
  return newest !== undefined && now.atMs - newest.atMs < spacingMs ? points : [...points, now];
}

/** Points that a rate at `atMs` may start from: those in the window, or else the newest one. */
function young(window: RateWindow, atMs: number): RateWindow {
  return window.slice(window.findIndex((point) => atMs - point.atMs <= windowMs + spacingMs));
}
