import { expect, it } from '@jest/globals';
import fc from 'fast-check';
import { NumberSet } from '../src/number-set.ts';

const run = fc.tuple(fc.nat(60), fc.nat(8)).map(([first, length]): [number, number] => [first, first + length]);
const runs = fc.array(run, { maxLength: 20 });

const members = (all: readonly (readonly [number, number])[]) =>
  new Set(all.flatMap(([first, last]) => Array.from({ length: last - first + 1 }, (_, i) => first + i)));
const listed = (set: NumberSet) => [...members(set.runs)];
const ascending = (left: number, right: number) => left - right;

it('holds what was added, in whatever order and however often, in as few runs as there can be', () => {
  fc.assert(
    fc.property(runs, fc.nat(70), (all, value) => {
      const set = new NumberSet(all);
      const expected = [...members(all)].sort(ascending);
      expect(listed(set)).toEqual(expected);
      expect(new NumberSet([...all.toReversed(), ...all]).runs).toEqual(set.runs);
      expect([set.size, set.first, set.last]).toEqual([expected.length, expected[0], expected.at(-1)]);
      expect(set.has(value)).toBe(expected.includes(value));
      set.runs.forEach(([first], i) => expect(first).toBeGreaterThan((set.runs[i - 1]?.[1] ?? -2) + 1));
    }),
  );
});

it('is compared as sets are', () => {
  fc.assert(
    fc.property(runs, runs, run, (one, other, [first, last]) => {
      const [left, right] = [new NumberSet(one), new NumberSet(other)];
      const inRight = members(other);
      expect(listed(left.without(right))).toEqual(
        [...members(one)].filter((value) => !inRight.has(value)).sort(ascending),
      );
      const asked = [...members([[first, last]])];
      expect(right.covers(first, last)).toBe(asked.every((value) => inRight.has(value)));
      expect(right.touches(first, last)).toBe(asked.some((value) => inRight.has(value)));
      left.addAll(right);
      expect([left.size, left.without(right).size]).toEqual([listed(left).length, listed(left.without(right)).length]);
      expect(listed(left)).toEqual([...new Set([...members(one), ...inRight])].sort(ascending));
    }),
  );
});
