import { InvalidValue } from './value-type.ts';

const unitsMs: Readonly<Record<string, number>> = {
  ns: 1e-6,
  us: 1e-3,
  µs: 1e-3, // micro sign
  μs: 1e-3, // Greek mu
  ms: 1,
  s: 1000,
  m: 60_000,
  h: 3_600_000,
};

/**
 * Milliseconds of a duration as Go writes it: `10s`, `1m30s`, `1.5h`, `500ms`. No sign: nothing here counts
 * backwards. Throws InvalidValue.
 */
export function durationMs(text: string): number {
  if (text === '0') return 0;
  const part = /(\d+\.?\d*|\.\d+)(ns|us|µs|μs|ms|s|m|h)/gy;
  let ms = 0;
  let end = 0;
  for (let match = part.exec(text); match !== null; match = part.exec(text)) {
    ms += Number(match[1]) * (unitsMs[match[2] ?? ''] ?? NaN);
    end = part.lastIndex;
  }
  if (end === 0 || end !== text.length || !Number.isFinite(ms)) {
    throw new InvalidValue(text, 'is not a duration such as 10s, 1m30s or 500ms');
  }
  return ms;
}
