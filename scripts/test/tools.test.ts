import { describe, expect, it } from '@jest/globals';
import { javaProblem } from '../tools.mjs';

describe('which Java will do', () => {
  it.each([
    ['openjdk version "17.0.15" 2025-04-15', undefined],
    ['openjdk version "21" 2023-09-19', undefined],
    ['openjdk version "25-ea" 2025-09-16', undefined],
    ['java version "1.8.0_402"', 'is missing, there is 8'],
    ['openjdk version "11.0.22" 2024-01-16', 'is missing, there is 11'],
    ['The operation could not be completed.', 'tells no version that can be read'],
    [undefined, 'is missing'],
  ])('%s', (answer, problem) => {
    expect(javaProblem(answer)).toBe(problem);
  });
});
