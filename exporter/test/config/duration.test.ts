import { expect, it } from '@jest/globals';
import { durationMs } from '../../src/config/duration.ts';

it.each([
  ['10s', 10_000],
  ['1m30s', 90_000],
  ['500ms', 500],
  ['1.5h', 5_400_000],
  ['.5s', 500],
  ['1h0m0.5s', 3_600_500],
  ['250us', 0.25],
  ['250µs', 0.25],
  ['0', 0],
])('%s', (text, ms) => expect(durationMs(text)).toBeCloseTo(ms, 9));

it.each(['', '10', 's', '1m 30s', '-1s', '+1s', '1d', '10S', '1..5s', '.s', 'x10s', '10sx', `${'9'.repeat(400)}s`])(
  '"%s" is none',
  (text) => expect(() => durationMs(text)).toThrow('is not a duration'),
);
