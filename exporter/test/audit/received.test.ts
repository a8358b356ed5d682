import { expect, it } from '@jest/globals';
import fc from 'fast-check';
import { NumberSet } from '../../../probe/src/number-set.ts';
import { Places, within, type Place } from '../../src/audit/places.ts';
import { Received } from '../../src/audit/received.ts';

it('forgets after a while where records were received, and never that they were', () => {
  const received = new Received();
  const source = { runs: [[0, 9, 100, 130]] satisfies [number, number, number, number][] };
  expect(received.add(0, 'one', source, 1_000)).toEqual({ fresh: 10, redelivered: 0, duplicated: 0 });
  expect(received.among(new NumberSet([[2, 4]]))).toEqual({
    sequences: new NumberSet([[2, 4]]),
    lowest: 102,
    highest: 125,
  });
  received.forget(1_000, () => true);
  expect(received.among(new NumberSet([[2, 4]])).sequences.size).toBe(3);
  received.forget(1_001, () => false);
  expect(received.among(new NumberSet([[2, 4]])).sequences.size).toBe(0);
  // Where it was before nobody knows any more: then it is not said that it was written twice.
  const elsewhere = { runs: [[0, 9, 200, 230]] satisfies [number, number, number, number][] };
  expect(received.add(0, 'two', elsewhere, 2_000)).toEqual({ fresh: 0, redelivered: 10, duplicated: 0 });
});

it('finds the places of sequences as who looks at all of them', () => {
  const place = fc.tuple(fc.nat(200), fc.nat(20), fc.nat(1_000), fc.nat(50)).map(([first, length, lowest, more]) => ({
    ...{ first, last: first + length, lowest, highest: lowest + length + more },
  }));
  fc.assert(
    fc.property(fc.array(place, { maxLength: 40 }), fc.nat(220), fc.nat(30), (all, first, length) => {
      const last = first + length;
      const places = new Places({ mayOverlap: true });
      for (const one of all) places.add(one);
      const wanted = all
        .filter((one) => one.first <= last && one.last >= first)
        .map((one) => within(one, Math.max(one.first, first), Math.min(one.last, last)));
      const inOrder = (some: readonly Place[]) => some.map((one) => JSON.stringify(one)).sort();
      expect(inOrder([...places.among(first, last)])).toEqual(inOrder(wanted));
    }),
  );
});

it('keeps what follows as one, where nothing overlaps', () => {
  const places = new Places({ mayOverlap: false });
  for (const first of [0, 10, 30, 20])
    places.add({ first, last: first + 9, lowest: 2 * first, highest: 2 * first + 15 });
  expect([...places.among(5, 100)]).toEqual([
    { first: 5, last: 19, lowest: 5, highest: 35 },
    { first: 20, last: 29, lowest: 40, highest: 55 },
    { first: 30, last: 39, lowest: 60, highest: 75 },
  ]);
});
