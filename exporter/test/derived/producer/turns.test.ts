import { expect, it } from '@jest/globals';
import { PartitionTurns } from '../../../src/derived/producer/turns.ts';
import { SlotTable } from '../../../src/derived/slots.ts';
import { smallMoment, smallSnapshot } from '../small-snapshot.ts';

/** Asks about partitions with these ends, refresh after refresh. */
function asked(refreshes: readonly (readonly number[])[], already: readonly number[] = []): number[][] {
  const turns = new PartitionTurns(1_000);
  const slots = new SlotTable();
  return refreshes.map((ends, refresh) => {
    const snapshot = smallSnapshot(refresh * 10_000, [{ name: 'orders', ends }]);
    return [...turns.questions(smallMoment(snapshot, slots), Int32Array.from(already))];
  });
}

it('asks about partitions whose end has moved since', () => {
  expect(
    asked([
      [5, 0, NaN, 7],
      [5, 0, NaN, 8],
      [5, 1, 3, 8],
    ]),
  ).toEqual([[0, 3], [3], [1, 2]]);
});

it('leaves what is asked anyway among its questions', () => {
  expect(asked([[5, 6]], [1])).toEqual([[0, 1]]);
});

it('comes to every partition in turn, and to the busiest each time', () => {
  const partitions = 4_000;
  const busy = 17;
  const refreshes = Array.from({ length: 8 }, (_, refresh) =>
    Array.from({ length: partitions }, (_, partition) => 1 + refresh * (partition === busy ? 1000 : 1)),
  );
  const questions = asked(refreshes);
  expect(questions.every((of) => of.length <= 1_000)).toBe(true);
  expect(new Set(questions.flat()).size).toBe(partitions);
  // Whoever was asked once is known to move the most from then on.
  const first = questions.findIndex((of) => of.includes(busy));
  expect(questions.slice(first).every((of) => of.includes(busy))).toBe(true);
});

it('tells how long it takes until each had its turn', () => {
  const turns = new PartitionTurns(100);
  const slots = new SlotTable();
  const turnsMs = Array.from({ length: 12 }, (_, refresh) => {
    // For ten refreshes all of a thousand move, then nearly none.
    const ends = Array.from({ length: 1_000 }, (__, partition) => (refresh < 10 || partition < 9 ? 1 + refresh : 10));
    const snapshot = smallSnapshot(refresh * 10_000, [{ name: 'orders', ends }]);
    turns.questions(smallMoment(snapshot, slots));
    return turns.turnMs;
  });
  expect(turnsMs.slice(0, 2)).toEqual([0, 200_000]);
  expect(turnsMs[9]).toBeGreaterThan(150_000);
  expect(turnsMs[11]).toBeLessThan(200_000);
});
