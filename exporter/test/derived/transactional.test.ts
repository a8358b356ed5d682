import { describe, expect, it } from '@jest/globals';
import { LagWatch, type LagWatchOptions } from './lag-watch.ts';
import { smallProducer, smallSnapshot } from './small-snapshot.ts';

interface Seen {
  readonly end: number;
  readonly committed: number;
  /** Last stable offset; default the end. */
  readonly stable?: number;
}

/** Marker code (0 no, 1 maybe, 2 yes), time lag and number of questions, by refresh. */
async function watch(seen: readonly Seen[], options: LagWatchOptions = {}) {
  const lagWatch = new LagWatch(options);
  const rows: (readonly [number | undefined, number | undefined, number])[] = [];
  for (const [index, { end, committed, stable = end }] of seen.entries()) {
    const snapshot = smallSnapshot(
      index * 10_000,
      [{ name: 'orders', ends: [end], config: {} }],
      [{ id: 'billing', committed: { orders: [committed] } }],
    );
    const { markers, lagSeconds, questions } = await lagWatch.see({
      ...snapshot,
      partitions: { ...snapshot.partitions, lastStable: Float64Array.of(stable) },
    });
    rows.push([markers[0]?.[0], lagSeconds[0]?.[0], questions.producers.length]);
  }
  return rows;
}

/** Three transactions of one record each, all read: for ever one behind. */
const drained: readonly Seen[] = [
  { end: 4, committed: 4 },
  { end: 6, committed: 5 },
  { end: 6, committed: 5 },
  { end: 6, committed: 5 },
];
/** A broker that knows one producer of every partition. */
const answering = (coordinatorEpoch: number): LagWatchOptions => ({
  askProducers: true,
  answer: ({ producers }) => ({
    producers: new Map(Array.from(producers, (partition) => [partition, [smallProducer({ coordinatorEpoch })]])),
  }),
});
const transactional = answering(0);
const idempotent = answering(-1);
const silent: LagWatchOptions = { askProducers: true };

describe('markers of transactions', () => {
  it('are no lag in time where a producer is transactional, asked once', async () => {
    expect(await watch(drained, transactional)).toEqual([
      [0, 0, 0],
      [0, 2.5, 0],
      [2, 0, 1],
      [2, 0, 0],
    ]);
  });

  it('leave the time lag unknown where nobody may ask, or nobody knows', async () => {
    const expected = [
      [0, 0],
      [0, 2.5],
      [1, NaN],
      [1, NaN],
    ];
    expect((await watch(drained)).map((row) => row.slice(0, 2))).toEqual(expected);
    expect((await watch(drained, silent)).map((row) => row.slice(0, 2))).toEqual(expected);
  });

  it('are not taken for granted where no producer is transactional', async () => {
    const rows = await watch(drained, idempotent);
    expect(rows.map(([code]) => code)).toEqual([0, 0, 0, 0]);
    expect(rows.at(-1)?.[1]).toBe(22.5);
  });

  it('are remembered for a partition whose last stable offset was held back', async () => {
    const rows = await watch([
      { end: 3, committed: 0, stable: 2 },
      { end: 3, committed: 0, stable: 2 },
      { end: 4, committed: 3 },
      { end: 4, committed: 3 },
    ]);
    expect(rows.at(-1)).toEqual([2, 0, 0]);
  });

  it('do not hide a record that came alone', async () => {
    const rows = await watch([
      { end: 3, committed: 3 },
      { end: 4, committed: 3 },
      { end: 4, committed: 3 },
    ]);
    expect(rows.at(-1)).toEqual([0, 15, 0]);
  });

  it('do not make records that come later older than they are', async () => {
    const rows = await watch([...drained, ...drained.slice(3), { end: 16, committed: 5 }], transactional);
    // Ten offsets came in the last ten seconds; the first of them is about as old as that.
    expect(rows.at(-1)?.[1]).toBeCloseTo(9.5);
  });

  it('are not looked for where more than one offset is unread, or a transaction is open', async () => {
    const two = await watch(
      [1, 2, 3].map(() => ({ end: 6, committed: 4 })),
      transactional,
    );
    const open = await watch(
      [1, 2, 3].map(() => ({ end: 6, committed: 5, stable: 5 })),
      transactional,
    );
    expect([...two, ...open].map(([code]) => code)).toEqual([0, 0, 0, 0, 0, 0]);
  });
});
