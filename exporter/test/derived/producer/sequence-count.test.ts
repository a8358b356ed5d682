import { expect, it } from '@jest/globals';
import { SequenceCount } from '../../../src/derived/producer/sequence-count.ts';

function count(...seen: readonly (readonly [seconds: number, epoch: number, sequence: number])[]) {
  const counted = new SequenceCount();
  return seen.map(([seconds, epoch, sequence]) => [counted.see(seconds * 1000, epoch, sequence), counted.rate]);
}

it('counts records by their sequences', () => {
  expect(count([0, 0, 99], [10, 0, 149], [20, 0, 149])).toEqual([
    [undefined, NaN],
    [true, 5],
    [false, 2.5],
  ]);
});

it('goes on where sequences begin anew behind 2^31 - 1', () => {
  expect(count([0, 0, 2 ** 31 - 11], [10, 0, 9]).at(-1)).toEqual([true, 2]);
});

it('does not know what was written across epochs', () => {
  expect(count([0, 0, 99], [10, 1, 9], [20, 1, 29])).toEqual([
    [undefined, NaN],
    [true, NaN],
    [true, 2],
  ]);
});

it('averages over a minute, and forgets what was before', () => {
  const steps = Array.from({ length: 20 }, (_, i) => [i * 10, 0, i < 10 ? 100 * i : 1000] as const);
  const rates = count(...steps).map(([, rate]) => rate);
  expect(rates[9]).toBe(10);
  expect(rates.at(-1)).toBe(0);
});

it('tells a rate however long it is between two turns', () => {
  expect(count([0, 0, 99], [300, 0, 399], [600, 0, 399])).toEqual([
    [undefined, NaN],
    [true, 1],
    [false, 0],
  ]);
});

it('takes what lies far behind for a log that was truncated', () => {
  expect(count([0, 0, 99], [10, 0, 89], [20, 0, 99]).map(([, rate]) => rate)).toEqual([NaN, NaN, 1]);
});
