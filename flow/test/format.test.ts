import { expect, it } from '@jest/globals';
import { formatLag, formatRate, formatSeconds } from '../src/format.ts';

it.each([
  [0, '0/s'],
  [0.01, '<0.1/s'],
  [0.05, '0.1/s'],
  [0.44, '0.4/s'],
  [9.94, '9.9/s'],
  [9.96, '10/s'],
  [84.4, '84/s'],
  [999.4, '999/s'],
  [999.96, '1 k/s'],
  [1234, '1.2 k/s'],
  [12_345, '12 k/s'],
  [999_960, '1 M/s'],
  [2_500_000_000, '2.5 G/s'],
])('writes a rate of %d as %s', (rate, text) => {
  expect(formatRate(rate)).toBe(text);
});

it.each([
  [0, '0'],
  [7, '7'],
  [12_400, '12,400'],
  [99_999, '99,999'],
  [100_000, '100 k'],
  [1_250_000, '1.3 M'],
])('writes a lag of %d as %s', (lag, text) => {
  expect(formatLag(lag)).toBe(text);
});

it.each([
  [0, '0 s'],
  [0.2, '<1 s'],
  [59, '59 s'],
  [59.8, '1 min'],
  [90, '1.5 min'],
  [7200, '2 h'],
  [86_400, '1 d'],
  [1_000_000, '12 d'],
])('writes %d seconds as %s', (seconds, text) => {
  expect(formatSeconds(seconds)).toBe(text);
});
