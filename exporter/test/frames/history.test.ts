import { describe, expect, it } from '@jest/globals';
import { advances } from '../../src/frames/combine.ts';
import { historyOf, largest, rate, sumSoFar } from '../../src/frames/history.ts';

const all = { fromMs: -Infinity, toMs: Infinity, maxDataPoints: Infinity };
const column = (...values: number[]) => Float64Array.from(values);
const seconds = (...values: number[]) => Float64Array.from(values, (value) => value * 1000);
const tens = seconds(0, 10, 20, 30, 40, 50, 60, 70, 80, 90);
const shownAt = (times: Float64Array, asked: Partial<typeof all>) => {
  const history = historyOf(times, { ...all, ...asked });
  return history.points.map(({ last }) => (history.times[last] ?? NaN) / 1000);
};

describe('the points of a history', () => {
  it.each<[string, Partial<typeof all>, number[]]>([
    ['are all times', {}, [0, 10, 20, 30, 40, 50, 60, 70, 80, 90]],
    ['from and to, both included', { fromMs: 20_000, toMs: 40_000 }, [20, 30, 40]],
    ['none before history', { toMs: -1 }, []],
    ['none after it', { fromMs: 90_001 }, []],
    ['one, the newest', { maxDataPoints: 1 }, [90]],
  ])('%s', (_, asked, expected) => {
    expect(shownAt(tens, asked)).toEqual(expected);
  });

  it.each([1, 2, 3, 4, 5, 9, 10, 11])('are at most %d, and the newest is among them', (maxDataPoints) => {
    for (const offset of [0, 1, 7, 123_456_789]) {
      const times = tens.map((time) => time + offset);
      const shown = shownAt(times, { maxDataPoints });
      expect(shown.length).toBeLessThanOrEqual(maxDataPoints);
      expect(shown.at(-1)).toBe(90 + offset / 1000);
    }
  });

  it('leave out what a clock that was set back has made impossible', () => {
    expect(shownAt(seconds(100, 110, 120, 50, 60), {})).toEqual([50, 60]);
    expect(shownAt(seconds(10, 20, 25, 20, 30), {})).toEqual([10, 20, 30]);
  });
});

describe('values of points', () => {
  const thin = historyOf(tens, { ...all, maxDataPoints: 4 });

  it('keep what was high for a short while', () => {
    const values = largest(column(0, 0, 99, 0, 0, NaN, 1, 0, 0, 7), thin);
    expect(Math.max(...values)).toBe(99);
    expect(values.at(-1)).toBe(7);
  });

  it('are unknown where all is unknown', () => {
    expect([...largest(column(NaN, NaN), historyOf(seconds(0, 10), all))]).toEqual([NaN, NaN]);
  });

  it('sum up what was lost from the beginning of the time', () => {
    const history = historyOf(tens, { ...all, fromMs: 30_000 });
    expect([...sumSoFar(column(9, 9, 9, 0, 5, 0, NaN, 2, 0, 0), history)]).toEqual([0, 5, 5, 5, 7, 7, 7]);
  });
});

describe('rates', () => {
  it('are 10/s where 10 records come each second, however few the points and whatever refresh was missed', () => {
    for (const maxDataPoints of [1, 2, 3, 5, Infinity]) {
      for (const times of [tens, seconds(0, 10, 50, 60), seconds(0, 200, 400)]) {
        const rates = rate(advances(times.map((time) => time / 100)), historyOf(times, { ...all, maxDataPoints }));
        expect([...rates].filter((one) => !Number.isNaN(one)).every((one) => Math.abs(one - 10) < 1e-9)).toBe(true);
        expect(rates.at(-1)).toBeCloseTo(10);
      }
    }
  });

  it('are unknown without two known values', () => {
    expect([...rate(advances(column(5)), historyOf(seconds(0), all))]).toEqual([NaN]);
    expect([...rate(advances(column(NaN, 5, NaN)), historyOf(seconds(0, 10, 20), all))]).toEqual([NaN, NaN, NaN]);
  });

  it('are averaged over a gap', () => {
    expect([...rate(advances(column(0, NaN, 40)), historyOf(seconds(0, 10, 20), all))]).toEqual([NaN, NaN, 2]);
  });

  it('count nothing for what went back, and never fall below 0', () => {
    expect([...advances(column(100, 40, 60))]).toEqual([0, 0, 20]);
    expect([...rate(advances(column(100, 40, 60)), historyOf(seconds(0, 10, 20), all))]).toEqual([NaN, 0, 1]);
  });
});
