import { describe, expect, it } from '@jest/globals';
import { SlotTable } from '../../src/derived/slots.ts';
import { smallSnapshot } from './small-snapshot.ts';

const a = { name: 'a', ends: [1, 1] };
const b = { name: 'b', ends: [1] };
const reader = { id: 'reader', committed: { b: [1] } };
const minute = 60_000;

describe('slots', () => {
  it('stay with their partitions and commits when dense indexes move', () => {
    const table = new SlotTable();
    const [before] = table.next(smallSnapshot(0, [b], [reader])).ofPartition;
    const { ofPartition, ofCommit, freshCommits } = table.next(smallSnapshot(10_000, [a, b], [reader]));
    expect(ofPartition[2]).toBe(before);
    expect([ofCommit[0]?.[0], freshCommits]).toEqual([0, []]);
  });

  it('are others for partitions and groups that are new, and those are told', () => {
    const table = new SlotTable();
    table.next(smallSnapshot(0, [b], [reader]));
    const next = table.next(smallSnapshot(10_000, [a, b], [reader, { id: 'other', committed: { b: [1] } }]));
    expect(new Set(next.ofPartition).size).toBe(3);
    expect(next.freshPartitions).toHaveLength(2);
    expect(next.freshCommits).toEqual([next.ofCommit[0]?.[0]]);
    expect([next.partitionSlots, next.commitSlots]).toEqual([3, 2]);
  });

  it('are others for a topic that was deleted and created again under its name', () => {
    const table = new SlotTable();
    const first = table.next(smallSnapshot(0, [b], [reader]));
    const again = table.next(smallSnapshot(10_000, [{ ...b, id: 'another' }], [reader]));
    expect(again.ofPartition[0]).not.toBe(first.ofPartition[0]);
    expect(again.ofCommit[0]?.[0]).not.toBe(first.ofCommit[0]?.[0]);
  });

  it('come back to what was away for a short time, and to all after a long time without refreshes', () => {
    const table = new SlotTable();
    const first = table.next(smallSnapshot(0, [a, b], [reader]));
    table.next(smallSnapshot(minute, [a], []));
    const back = table.next(smallSnapshot(2 * minute, [a, b], [reader]));
    const muchLater = table.next(smallSnapshot(100 * minute, [a, b], [reader]));
    expect([back.ofPartition, muchLater.ofPartition]).toEqual([first.ofPartition, first.ofPartition]);
    expect([back.ofCommit, muchLater.ofCommit]).toEqual([first.ofCommit, first.ofCommit]);
  });

  it('are given to others once their owners have been away for long', () => {
    const table = new SlotTable();
    table.next(smallSnapshot(0, [b], [reader]));
    table.next(smallSnapshot(11 * minute, [], []));
    const { freshPartitions, freshCommits, partitionSlots, commitSlots } = table.next(
      smallSnapshot(12 * minute, [a], [{ id: 'other', committed: { a: [1] } }]),
    );
    expect([freshPartitions, partitionSlots]).toEqual([[0, 1], 2]);
    expect([freshCommits, commitSlots]).toEqual([[0], 1]);
  });
});
