import { expect, it } from '@jest/globals';
import { closingLine, sum } from '../tally.ts';

it('adds up', () => {
  const one = { passed: 3, failed: 0, skipped: 1 };
  const other = { passed: 0, failed: 2, skipped: 0 };
  expect(sum([one, other])).toEqual({ passed: 3, failed: 2, skipped: 1 });
  expect(sum([])).toEqual({ passed: 0, failed: 0, skipped: 0 });
});

it.each([
  [{ passed: 3, failed: 0, skipped: 0 }, '3 passed, 0 failed'],
  [{ passed: 0, failed: 2, skipped: 7 }, '0 passed, 2 failed, 7 skipped'],
])('closes %j', (tally, line) => {
  expect(closingLine(tally)).toBe(line);
});
