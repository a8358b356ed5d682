import type { Ask } from './ask.ts';

type Times = Pick<Ask, 'fromMs' | 'toMs' | 'maxDataPoints'>;

/** What is remembered, as far as a query asks for it. */
export interface History {
  /** Milliseconds since 1970, ascending. */
  readonly times: Float64Array;
  /** Where the columns of Derived.past have the values of each of the times. */
  readonly index: Int32Array;
  /** The points of the answer, oldest first. Each stands for the times first .. last and is shown at the last. */
  readonly points: readonly Point[];
}

export interface Point {
  readonly first: number;
  readonly last: number;
  /** Where a rate may begin that ends at the last. */
  readonly rateFrom: number;
}

/** Rates are an average of about this time, as the newest ones are, or of a point's time where that is longer. */
const rateMs = 67_500;

/** Times from .. to, in at most as many points as asked for: those that lie in one step of time become one point. */
export function historyOf(allTimes: Float64Array, { fromMs, toMs, maxDataPoints }: Times): History {
  const { times, index } = ascending(allTimes);
  const inside = Array.from(times, (_, at) => at).filter((at) => {
    const time = times[at] ?? NaN;
    return time >= fromMs && time <= toMs;
  });
  const spans =
    inside.length <= maxDataPoints
      ? inside.map((at) => ({ first: at, last: at }))
      : thinned(inside, times, maxDataPoints);
  return { times, index, points: spans.map((span) => ({ ...span, rateFrom: rateFrom(times, span) })) };
}

type Span = Pick<Point, 'first' | 'last'>;

function thinned(inside: readonly number[], times: Float64Array, maxDataPoints: number): Span[] {
  const span = (times[inside.at(-1) ?? -1] ?? NaN) - (times[inside[0] ?? -1] ?? NaN);
  // Steps begin at multiples of their length, so that a picture does not tremble while time goes on: one more of them.
  const stepMs = Math.ceil((span + 1) / Math.max(1, maxDataPoints - 1) / 1000) * 1000;
  const points: { first: number; last: number }[] = [];
  let step = NaN;
  for (const at of inside) {
    const own = maxDataPoints === 1 ? 0 : Math.floor((times[at] ?? NaN) / stepMs);
    const point = points.at(-1);
    if (point !== undefined && own === step) point.last = at;
    else points.push({ first: at, last: at });
    step = own;
  }
  return points;
}

/** The oldest time that is near enough, or else the one before. */
function rateFrom(times: Float64Array, { first, last }: Span): number {
  const end = times[last] ?? NaN;
  const windowMs = Math.max(rateMs, end - (times[first - 1] ?? end));
  let from = last - 1;
  while (from > 0 && end - (times[from - 1] ?? NaN) <= windowMs) from--;
  return Math.max(0, from);
}

/** Without what was seen at a later time of day than what came after it: the clock was set back since. */
function ascending(all: Float64Array): Pick<History, 'times' | 'index'> {
  const index: number[] = [];
  let next = Infinity;
  for (let at = all.length - 1; at >= 0; at--) {
    const time = all[at] ?? NaN;
    if (!(time < next)) continue;
    index.push(at);
    next = time;
  }
  index.reverse();
  return { times: Float64Array.from(index, (at) => all[at] ?? NaN), index: Int32Array.from(index) };
}

/** The largest known value of each point: what was high for a short while does not vanish. */
export function largest(values: Float64Array, { index, points }: History): Float64Array {
  return Float64Array.from(points, ({ first, last }) => {
    let most = NaN;
    for (let at = first; at <= last; at++) {
      const value = values[index[at] ?? -1] ?? NaN;
      if (!(value <= most) && !Number.isNaN(value)) most = value;
    }
    return most;
  });
}

/** Increase per second of a counter. */
export function rate(values: Float64Array, { times, index, points }: History): Float64Array {
  return Float64Array.from(points, ({ rateFrom, last }) => {
    const now = values[index[last] ?? -1] ?? NaN;
    for (let start = rateFrom; start < last; start++) {
      const increase = now - (values[index[start] ?? -1] ?? NaN);
      if (!Number.isNaN(increase)) return (increase * 1000) / ((times[last] ?? NaN) - (times[start] ?? NaN));
    }
    return NaN;
  });
}

/** Sum of what a counter grew by since the times that were asked for began; what is unknown adds nothing. */
export function sumSoFar(values: Float64Array, { index, points }: History): Float64Array {
  let sum = 0;
  return Float64Array.from(points, ({ first, last }) => {
    for (let at = first; at <= last; at++) {
      const grown = values[index[at] ?? -1] ?? NaN;
      if (!Number.isNaN(grown)) sum += grown;
    }
    return sum;
  });
}
