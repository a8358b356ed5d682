import { expect, it } from '@jest/globals';
import { isBefore } from '../src/version.ts';

it.each([
  ['3.3.2', '3.5', true],
  ['3.5.0', '3.5', false],
  ['3.10.0', '3.5', false],
  ['4.3.1', '4.3.1', false],
  ['3.9.1', '4.0.0', true],
])('%s is before %s: %s', (a, b, expected) => {
  expect(isBefore(a, b)).toBe(expected);
});
