import { describe, expect, it } from '@jest/globals';
import { bytes, counted, exact, span } from '../../../src/http/page/numbers.ts';

it('writes counts', () => {
  expect([exact(12_400), exact(null), counted(1, 'topic'), counted(0, 'topic'), counted(2_000, 'topic')]).toEqual([
    '12,400',
    '–',
    '1 topic',
    '0 topics',
    '2,000 topics',
  ]);
});

describe('sizes', () => {
  it.each([
    [null, '–'],
    [0, '0 B'],
    [1023, '1023 B'],
    [1536, '1.5 KiB'],
    [50 * 1024 ** 3, '50 GiB'],
  ])('of %s bytes are %s', (number, text) => {
    expect(bytes(number)).toBe(text);
  });
});

describe('spans', () => {
  it.each([
    [0, '0 seconds'],
    [1, '1 second'],
    [90, '90 seconds'],
    [120, '2 minutes'],
    [3 * 3600, '3 hours'],
    [604_800, '7 days'],
  ])('of %d seconds are %s', (seconds, text) => {
    expect(span(seconds)).toBe(text);
  });
});
