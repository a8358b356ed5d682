import { describe, expect, it } from '@jest/globals';
import type { Derived } from '../../src/derived/state.ts';
import { deriveTopics, type TopicHistory } from '../../src/derived/topic.ts';
import { TestDeriver } from '../test-deriver.ts';
import { smallSnapshot, type SmallTopic } from './small-snapshot.ts';

const tenSeconds = 10_000;

/** Derives a series of refreshes ten seconds apart; null is a refresh that failed. */
async function after(refreshes: readonly (readonly SmallTopic[] | null)[]): Promise<Derived> {
  const deriver = new TestDeriver();
  let derived: Derived | undefined;
  for (const [index, topics] of refreshes.entries()) {
    if (topics === null) continue;
    derived = await deriver.derive(smallSnapshot(index * tenSeconds, topics));
  }
  if (derived === undefined) throw new Error('no refresh succeeded');
  return derived;
}

const a = (...ends: number[]): SmallTopic => ({ name: 'a', ends });
const b = (...ends: number[]): SmallTopic => ({ name: 'b', ends });
const remade = (...ends: number[]): SmallTopic => ({ name: 'a', id: 'another', ends });

describe('records produced', () => {
  it.each<{ name: string; refreshes: readonly (readonly SmallTopic[] | null)[]; produced: number[] }>([
    { name: 'begin with 0 at first sight', refreshes: [[a(100, 200)]], produced: [0] },
    {
      name: 'are summed over partitions and refreshes',
      refreshes: [[a(100, 0)], [a(110, 5)], [a(110, 7)]],
      produced: [17],
    },
    {
      name: 'count a partition from when it is first seen',
      refreshes: [[a(10)], [a(11, 500)], [a(11, 503)]],
      produced: [4],
    },
    { name: 'leave out an end that is unknown', refreshes: [[a(10)], [a(NaN)]], produced: [0] },
    { name: 'catch up once it is known again', refreshes: [[a(10)], [a(NaN)], [a(NaN)], [a(25)]], produced: [15] },
    { name: 'count nothing when the end goes back', refreshes: [[a(100)], [a(90)], [a(95)]], produced: [5] },
    {
      name: 'go on when a topic is created anew',
      refreshes: [[a(100)], [a(150)], [remade(3)], [remade(10)]],
      produced: [57],
    },
    {
      name: 'go on when it comes back with a higher end',
      refreshes: [[a(1)], [remade(100)], [remade(101)]],
      produced: [1],
    },
    {
      name: 'survive a short absence',
      refreshes: [[a(0), b(0)], [a(5), b(0)], [b(1)], [b(2)], [a(9), b(3)]],
      produced: [9, 3],
    },
    {
      name: 'survive an answer without partitions',
      refreshes: [[a(0)], [a(5)], [{ ...a(), error: 'no' }], [a(9)]],
      produced: [9],
    },
    { name: 'survive failed refreshes', refreshes: [[a(0)], null, null, [a(9)]], produced: [9] },
    { name: 'follow a topic when others are created', refreshes: [[b(0)], [b(4)], [a(7), b(6)]], produced: [0, 6] },
    { name: 'follow a topic when others are deleted', refreshes: [[a(7), b(0)], [b(6)]], produced: [6] },
  ])('$name', async ({ refreshes, produced }) => {
    const { topics } = await after(refreshes);
    expect(Array.from(topics.produced)).toEqual(produced);
  });

  it('are forgotten ten minutes after the topic vanished', async () => {
    const gone = Array.from({ length: 62 }, () => [b(0)]);
    expect(Array.from((await after([[a(0), b(0)], [a(5), b(0)], ...gone, [a(9), b(0)]])).topics.produced)).toEqual([
      0, 0,
    ]);
    const shorter = gone.slice(0, 58);
    expect(Array.from((await after([[a(0), b(0)], [a(5), b(0)], ...shorter, [a(9), b(0)]])).topics.produced)).toEqual([
      9, 0,
    ]);
  });

  it('count a missing id as the same topic, as old brokers give none', async () => {
    const nameless: SmallTopic = { name: 'a', ends: [4] };
    const deriver = new TestDeriver();
    await deriver.derive(smallSnapshot(0, [a(1)]));
    const snapshot = smallSnapshot(tenSeconds, [nameless]);
    const withoutId = { ...snapshot, topics: snapshot.topics.map((topic) => ({ ...topic, id: undefined })) };
    expect(Array.from((await deriver.derive(withoutId)).topics.produced)).toEqual([3]);
  });
});

describe('produce rates', () => {
  const steady = (from: number, count: number, perRefresh: number) =>
    Array.from({ length: count }, (_, index) => [a(from + index * perRefresh)]);

  it.each<{ name: string; refreshes: readonly (readonly SmallTopic[] | null)[]; rate: number }>([
    { name: 'are unknown at first', refreshes: [[a(100)]], rate: NaN },
    { name: 'are known at the second refresh', refreshes: [[a(100)], [a(150)]], rate: 5 },
    { name: 'are 0 when nothing comes', refreshes: [[a(100)], [a(100)]], rate: 0 },
    { name: 'average over a minute', refreshes: [...steady(0, 7, 100), [a(1200)]], rate: 1100 / 60 },
    { name: 'forget what was before', refreshes: [...steady(0, 20, 0), ...steady(0, 9, 100)], rate: 10 },
    { name: 'survive missed refreshes', refreshes: [[a(0)], [a(50)], null, null, [a(200)]], rate: 5 },
    { name: 'are unknown while the end is', refreshes: [[a(0)], [a(50)], [a(NaN)]], rate: NaN },
    { name: 'average over the gap afterwards', refreshes: [[a(0)], [a(50)], [a(NaN)], [a(150)]], rate: 5 },
    { name: 'sum what is known', refreshes: [[a(0, 0)], [a(50, NaN)]], rate: 5 },
    { name: 'are not negative when an end goes back', refreshes: [[a(100)], [a(50)], [a(70)]], rate: 1 },
    { name: 'begin anew with a topic created anew', refreshes: [[a(0)], [a(50)], [remade(10)]], rate: NaN },
  ])('$name', async ({ refreshes, rate }) => {
    const { topics } = await after(refreshes);
    if (Number.isNaN(rate)) expect(topics.produceRate[0]).toBeNaN();
    else expect(topics.produceRate[0]).toBeCloseTo(rate, 9);
  });

  it('span two refreshes when the interval is longer than the window', async () => {
    const deriver = new TestDeriver();
    await deriver.derive(smallSnapshot(0, [a(0)]));
    await deriver.derive(smallSnapshot(120_000, [a(600)]));
    const { topics } = await deriver.derive(smallSnapshot(240_000, [a(1800)]));
    expect(topics.produceRate[0]).toBeCloseTo(10, 9);
  });

  it.each([-500_000, 500_000])('are right when the clock of the machine is set by %d ms', async (jumpMs) => {
    const deriver = new TestDeriver();
    await deriver.derive(smallSnapshot(1_000_000, [a(0)]));
    const after = smallSnapshot(1_010_000, [a(50)]);
    const { topics } = await deriver.derive({ ...after, finishedAtMs: after.finishedAtMs + jumpMs });
    expect(topics.produceRate[0]).toBeCloseTo(5, 9);
  });

  it('keep few points, however short the interval', async () => {
    let history: TopicHistory | undefined;
    for (let second = 0; second <= 300; second++) {
      ({ history } = deriveTopics(history, smallSnapshot(second * 1000, [a(second * 3)])));
    }
    expect(history?.window.length).toBeLessThanOrEqual(10);
  });
});
