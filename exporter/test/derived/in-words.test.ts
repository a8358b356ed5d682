import { describe, expect, it } from '@jest/globals';
import { counted, durationInWords, inThousands, namesInWords, timeInWords } from '../../src/derived/in-words.ts';

describe('words', () => {
  it.each([
    [0, '0'],
    [999, '999'],
    [12_400, '12,400'],
    [1_234_567.4, '1,234,567'],
  ])('%d is %s', (value, text) => {
    expect(inThousands(value)).toBe(text);
  });

  it.each([
    [0.2, 'less than a second'],
    [1, '1 second'],
    [90, '90 seconds'],
    [125, '2 minutes'],
    [7_199, '119 minutes'],
    [90_000, '25 hours'],
    [604_800, '7 days'],
  ])('%d seconds are %s', (seconds, text) => {
    expect(durationInWords(seconds)).toBe(text);
  });

  it('names the day where it is another', () => {
    const at = Date.UTC(2026, 0, 1, 14, 2);
    expect(timeInWords(at, at + 3_600_000)).toBe('14:02 UTC');
    expect(timeInWords(at, at + 86_400_000)).toBe('2026-01-01 14:02 UTC');
  });

  it('joins names and counts', () => {
    expect(namesInWords([])).toBe('');
    expect(namesInWords(['a'])).toBe('a');
    expect(namesInWords(['a', 'b', 'c'])).toBe('a, b and c');
    expect(namesInWords(['a', 'b', 'c', 'd', 'e'])).toBe('a, b, c and 2 more');
    expect(counted(1, 'record')).toBe('1 record');
    expect(counted(0, 'record')).toBe('0 records');
  });
});
