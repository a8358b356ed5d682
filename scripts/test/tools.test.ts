import { describe, expect, it } from '@jest/globals';
import { goProblem, javaProblem, jdkProblem } from '../tools.mjs';

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

it('tells a JDK from a mere runtime', () => {
  const version = 'openjdk version "21" 2023-09-19';
  expect(jdkProblem(version, 'java.base@21\njdk.compiler@21\n')).toBeUndefined();
  expect(jdkProblem(version, 'java.base@21\n')).toBe('is missing, there is one without its compiler');
  expect(jdkProblem(undefined, undefined)).toBe('is missing');
});

describe('which Go will do', () => {
  it.each([
    ['go version go1.26.8 linux/amd64', undefined],
    ['go version go1.21 darwin/arm64', undefined],
    ['go version go1.19.8 linux/amd64', 'is missing, there is 1.19'],
    ['go version devel', 'tells no version that can be read'],
    [undefined, 'is missing'],
  ])('%s', (answer, problem) => {
    expect(goProblem(answer)).toBe(problem);
  });
});
