import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { mostUrgent } from '../../src/derived/most-urgent.ts';

describe('mostUrgent', () => {
  it('chooses the largest, among equals the first', () => {
    expect([...mostUrgent(Float64Array.of(3, 9, 1, 9, 3, 3, 9), 4)]).toEqual([0, 1, 3, 6]);
  });

  it('chooses all where there are no more, and nothing where there is no room', () => {
    expect([...mostUrgent(Float64Array.of(2, 1), 3)]).toEqual([0, 1]);
    expect([...mostUrgent(Float64Array.of(2, 1), 0)]).toEqual([]);
  });

  it('chooses what sorting all of them would', () => {
    const values = fc.array(fc.oneof(fc.integer({ min: -5, max: 5 }), fc.constantFrom(Infinity, -Infinity)));
    fc.assert(
      fc.property(values, fc.nat(12), (numbers, count) => {
        const order = [...numbers.keys()].sort((left, right) => {
          const [before = NaN, after = NaN] = [numbers[left], numbers[right]];
          return before === after ? left - right : before > after ? -1 : 1;
        });
        const wanted = order.slice(0, count).sort((left, right) => left - right);
        expect([...mostUrgent(Float64Array.from(numbers), count)]).toEqual(wanted);
      }),
    );
  });
});
