import { expect, it } from '@jest/globals';
import { javaMajorVersion } from '../src/java.ts';

it.each([
  ['openjdk version "17.0.15" 2025-04-15', 17],
  ['java version "1.8.0_402"', 8],
  ['openjdk version "25" 2025-09-16', 25],
  ['openjdk version "24-ea" 2025-03-18', 24],
  ['sh: java: not found', undefined],
])('reads %s', (output, version) => {
  expect(javaMajorVersion(output)).toBe(version);
});
