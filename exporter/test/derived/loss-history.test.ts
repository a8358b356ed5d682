import { expect, it } from '@jest/globals';
import { LossHistory } from '../../src/derived/loss-history.ts';
import type { LossCount } from '../../src/derived/state.ts';

const loss = (records: number, topic = 'orders'): LossCount => ({
  group: 'billing',
  topic,
  cause: 'expired',
  records,
  lastMs: undefined,
});
const at = (second: number) => ({ tickMs: second * 1000, wallMs: 1e12 + second * 1000 });
const times =
  (...seconds: number[]) =>
  () =>
    Float64Array.from(seconds, (second) => at(second).wallMs);

it('says when counters grew, and by how much', () => {
  const history = new LossHistory({ historyMs: 60_000, before: [] });
  history.update([loss(0), loss(0, 'other')], at(0));
  history.update([loss(5), loss(0, 'other')], at(10));
  history.update([loss(5), loss(0, 'other')], at(20));
  history.update([loss(12), loss(0, 'other')], at(30));
  const past = history.of([loss(0, 'other'), loss(12)], times(0, 10, 20, 30));
  expect([...past.lost(0)]).toEqual([0, 0, 0, 0]);
  expect([...past.lost(1)]).toEqual([0, 5, 0, 7]);
});

it('after a restart counts what is more than before, in the first refresh too', () => {
  const history = new LossHistory({ historyMs: 60_000, before: [loss(100)] });
  history.update([loss(150)], at(0));
  expect([...history.of([loss(150)], times(0)).lost(0)]).toEqual([50]);
});

it('forgets what is older than history, and counters that are gone', () => {
  const history = new LossHistory({ historyMs: 20_000, before: [] });
  history.update([loss(5)], at(0));
  history.update([loss(5)], at(30));
  expect([...history.of([loss(5)], times(0, 30)).lost(0)]).toEqual([0, 0]);
  history.update([], at(40));
  history.update([loss(3)], at(50));
  expect([...history.of([loss(3)], times(40, 50)).lost(0)]).toEqual([0, 3]);
});
