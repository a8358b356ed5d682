import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { Poller, type PollerOptions } from '../../src/snapshot/poller.ts';
import type { Snapshot } from '../../src/snapshot/snapshot.ts';
import { syntheticSnapshot } from '../synthetic-snapshot.ts';

const intervalMs = 10_000;
const snapshot = syntheticSnapshot({ topics: 1, partitionsPerTopic: 1, groups: 0, offsetsPerGroup: 0 });

let poller: Poller | undefined;
let startedMs: number;
beforeEach(() => {
  jest.useFakeTimers();
  startedMs = performance.now();
});
afterEach(() => {
  poller?.stop();
  jest.useRealTimers();
});

/** Starts a poller whose refreshes take so long, the last duration over and over; undefined fails. */
function start(durationsMs: readonly number[], changes: Partial<PollerOptions> = {}) {
  const events: [what: string, atMs: number][] = [];
  // To a tenth of a second: no timer ends within the millisecond in which it began.
  const note = (what: string): void =>
    void events.push([what, Math.floor((performance.now() - startedMs) / 100) * 100]);
  const durations = [...durationsMs];
  poller = new Poller({
    intervalMs,
    take: async () => {
      note('take');
      const duration = durations.length > 1 ? durations.shift() : durations[0];
      await pass(Math.abs(duration ?? NaN));
      if ((duration ?? NaN) < 0) throw new Error('no broker answers');
      return snapshot;
    },
    onSnapshot: (taken: Snapshot) => {
      note(taken === snapshot ? 'snapshot' : 'something else');
      return Promise.resolve();
    },
    onFailure: (error) => {
      note(String(error));
      return Promise.resolve();
    },
    onEnd: () => undefined,
    ...changes,
  });
  poller.start();
  return { poller, events };
}

function pass(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

describe('a poller', () => {
  it('counts the interval from start to start', async () => {
    const { events } = start([300]);
    await jest.advanceTimersByTimeAsync(21_000);
    expect(events).toEqual([
      ['take', 0],
      ['snapshot', 300],
      ['take', 10_000],
      ['snapshot', 10_300],
      ['take', 20_000],
      ['snapshot', 20_300],
    ]);
  });

  it('never has two refreshes under way: one that takes too long delays the next', async () => {
    const { events } = start([25_000, 100]);
    await jest.advanceTimersByTimeAsync(36_000);
    expect(events).toEqual([
      ['take', 0],
      ['snapshot', 25_000],
      ['take', 25_000],
      ['snapshot', 25_100],
      ['take', 35_000],
      ['snapshot', 35_100],
    ]);
  });

  it('waits for what is done with a snapshot before it takes the next', async () => {
    const { events } = start([100], { onSnapshot: () => pass(12_000) });
    await jest.advanceTimersByTimeAsync(13_000);
    expect(events).toEqual([
      ['take', 0],
      ['take', 12_100],
    ]);
  });

  it('goes on after a failure, at the same pace', async () => {
    const { events } = start([-5_000, 100]);
    await jest.advanceTimersByTimeAsync(11_000);
    expect(events).toEqual([
      ['take', 0],
      ['Error: no broker answers', 5_000],
      ['take', 10_000],
      ['snapshot', 10_100],
    ]);
  });

  it('takes a snapshot from which nothing can be made for a failure', async () => {
    const { events } = start([100], { onSnapshot: () => Promise.reject(new Error('a fault of our own')) });
    await jest.advanceTimersByTimeAsync(11_000);
    expect(events).toEqual([
      ['take', 0],
      ['Error: a fault of our own', 100],
      ['take', 10_000],
      ['Error: a fault of our own', 10_100],
    ]);
  });

  it('tells how long an attempt took with all that followed, whether it failed or not', async () => {
    const durations: number[] = [];
    start([100, -300], { onSnapshot: () => pass(400), onEnd: (seconds) => void durations.push(seconds) });
    await jest.advanceTimersByTimeAsync(11_000);
    expect(durations).toEqual([expect.closeTo(0.5, 1), expect.closeTo(0.3, 1)]);
  });

  it('starts once, however often it is told to', async () => {
    const { poller: started, events } = start([100]);
    started.start();
    await jest.advanceTimersByTimeAsync(1_000);
    expect(events).toEqual([
      ['take', 0],
      ['snapshot', 100],
    ]);
  });

  it.each([
    [
      'between two refreshes',
      100,
      [
        ['take', 0],
        ['snapshot', 100],
      ],
    ],
    ['during a refresh, whose result is dropped', 3_000, [['take', 0]]],
    ['during a refresh that is to fail, which nobody hears of', -3_000, [['take', 0]]],
  ])('can be stopped %s', async (_, durationMs, expected) => {
    const { poller: started, events } = start([durationMs]);
    await jest.advanceTimersByTimeAsync(2_000);
    started.stop();
    await jest.advanceTimersByTimeAsync(60_000);
    expect(events).toEqual(expected);
    expect(jest.getTimerCount()).toBe(0);
  });
});
