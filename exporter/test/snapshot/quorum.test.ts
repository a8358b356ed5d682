import { describe, expect, it } from '@jest/globals';
import { nameOfLevel } from '../../src/snapshot/quorum.ts';

/** From Kafka's enumeration MetadataVersion. */
describe('the name of a metadata.version', () => {
  it.each([
    [1, '1'],
    [3, '3'],
    [4, '3.3-IV0'],
    [7, '3.3-IV3'],
    [8, '3.4-IV0'],
    [9, '3.5-IV0'],
    [11, '3.5-IV2'],
    [14, '3.6-IV2'],
    [15, '3.7-IV0'],
    [19, '3.7-IV4'],
    [20, '3.8-IV0'],
    [21, '3.9-IV0'],
    [22, '4.0-IV0'],
    [25, '4.0-IV3'],
    [26, '4.1-IV0'],
    [27, '4.1-IV1'],
    [28, '4.2-IV0'],
    [29, '4.2-IV1'],
    [30, '4.3-IV0'],
    [31, '4.4-IV0'],
    [32, '32'],
    [999, '999'],
  ])('%d is %s', (level, name) => {
    expect(nameOfLevel(level)).toBe(name);
  });
});
