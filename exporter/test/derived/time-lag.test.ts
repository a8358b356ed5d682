import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { FoundOffsets, OffsetsAt } from '../../src/snapshot/follow-up.ts';
import { LagWatch, type LagWatchOptions } from './lag-watch.ts';
import { smallSnapshot, type SmallTopic } from './small-snapshot.ts';

interface Seen {
  readonly second: number;
  readonly end: number;
  readonly committed: number;
  readonly topic?: Partial<SmallTopic>;
  readonly clockOffMs?: number;
}

/** Seconds and evidence after each refresh. */
async function lagsOf(seen: readonly Seen[], options: LagWatchOptions = {}): Promise<(readonly [number, number])[]> {
  const watch = new LagWatch(options);
  const lags: (readonly [number, number])[] = [];
  for (const { second, end, committed, topic, clockOffMs = 0 } of seen) {
    const snapshot = smallSnapshot(
      second * 1000,
      [{ name: 'orders', config: {}, ...topic, ends: [end] }],
      [{ id: 'billing', committed: { orders: [committed] } }],
    );
    const { lagSeconds, lagEvidence } = await watch.see({ ...snapshot, finishedAtMs: second * 1000 + clockOffMs });
    lags.push([lagSeconds[0]?.[0] ?? NaN, lagEvidence[0]?.[0] ?? NaN]);
  }
  return lags;
}

const unknown = [NaN, 0] as const;

/** A partition with a record each second since 1970, the first one at its first second. */
function perSecond(stampMs: (offset: number) => number = (offset) => (offset + 1) * 1000) {
  return ({ timestampMs }: OffsetsAt): FoundOffsets => {
    const offset = timestampMs.map((moment) => {
      for (let candidate = 0; candidate < 5_000; candidate++) if (stampMs(candidate) >= moment) return candidate;
      return Infinity;
    });
    return { offset, timestampMs: offset.map((found) => (found === Infinity ? NaN : stampMs(found))) };
  };
}

describe('time lag from the history', () => {
  it.each<[string, Seen[], (readonly [number, number])[]]>([
    [
      'interpolates between the refreshes around the crossing',
      [
        { second: 0, end: 0, committed: 0 },
        { second: 10, end: 100, committed: 0 },
        { second: 20, end: 200, committed: 50 },
      ],
      [
        [0, 1],
        [9.95, 1],
        [14.95, 1],
      ],
    ],
    [
      'is 0 for a drained partition however old its last record',
      [0, 10, 5_000].map((second) => ({ second, end: 7, committed: 7 })),
      [
        [0, 1],
        [0, 1],
        [0, 1],
      ],
    ],
    [
      'goes on while the commit stands still, beyond the history',
      [
        { second: 0, end: 10, committed: 10 },
        { second: 10, end: 20, committed: 10 },
        ...[1, 2, 3, 4, 5, 6, 7, 8, 9, 10].map((times) => ({ second: times * 500, end: times * 500, committed: 10 })),
      ],
      [[0, 1], [9.5, 1], ...[1, 2, 3, 4, 5, 6, 7, 8, 9, 10].map((times) => [times * 500 - 0.5, 1] as const)],
    ],
    [
      'is right on an idle topic: only what came since is unread',
      [
        { second: 0, end: 10, committed: 10 },
        { second: 3_000, end: 10, committed: 10 },
        { second: 3_010, end: 12, committed: 10 },
      ],
      [
        [0, 1],
        [0, 1],
        [7.5, 1],
      ],
    ],
    [
      'looks further back when the commit goes back',
      [
        { second: 0, end: 10, committed: 10 },
        { second: 10, end: 20, committed: 20 },
        { second: 20, end: 30, committed: 30 },
        { second: 30, end: 30, committed: 15 },
      ],
      [
        [0, 1],
        [0, 1],
        [0, 1],
        [24.5, 1],
      ],
    ],
    [
      'is estimated across refreshes that were missed',
      [
        { second: 0, end: 10, committed: 10 },
        { second: 100, end: 20, committed: 10 },
      ],
      [
        [0, 1],
        [95, 2],
      ],
    ],
    [
      'does not mind a clock that is set',
      [
        { second: 0, end: 10, committed: 10 },
        { second: 10, end: 20, committed: 10, clockOffMs: 3_600_000 },
        { second: 20, end: 20, committed: 10, clockOffMs: -3_600_000 },
      ],
      [
        [0, 1],
        [9.5, 1],
        [19.5, 1],
      ],
    ],
    [
      'starts anew with a topic that was created again',
      [
        { second: 0, end: 10, committed: 0, topic: { id: 'first' } },
        { second: 10, end: 0, committed: 0, topic: { id: 'second' } },
        { second: 20, end: 4, committed: 0, topic: { id: 'second' } },
      ],
      [unknown, [0, 1], [8.75, 1]],
    ],
    [
      'finds the latest crossing where the end went back',
      [
        { second: 0, end: 100, committed: 100 },
        { second: 10, end: 200, committed: 200 },
        { second: 20, end: 80, committed: 80 },
        { second: 30, end: 120, committed: 100 },
      ],
      [
        [0, 1],
        [0, 1],
        [0, 1],
        [4.875, 1],
      ],
    ],
    [
      'is unknown while the end is, and when the commit lies beyond the end',
      [
        { second: 0, end: 10, committed: 10 },
        { second: 10, end: NaN, committed: 10 },
        { second: 20, end: 10, committed: 12 },
        { second: 30, end: 15, committed: 10 },
      ],
      [[0, 1], unknown, unknown, [9, 1]],
    ],
    [
      'is unknown where nothing reaches back and no broker answers',
      [
        { second: 0, end: 10, committed: 5 },
        { second: 10, end: 20, committed: 5 },
        { second: 20, end: 20, committed: 15 },
      ],
      [unknown, unknown, [14.5, 1]],
    ],
  ])('%s', async (_, seen, expected) => {
    expect(await lagsOf(seen)).toEqual(expected);
  });
});

describe('time lag from timestamps', () => {
  const still = [0, 1, 2, 3, 4, 5].map((index) => ({ second: 4_000 + index * 10, end: 4_000, committed: 1_000 }));

  it('finds the record within a few refreshes', async () => {
    const lags = await lagsOf(still, { answer: ({ oldestUnread }) => ({ oldestUnread: perSecond()(oldestUnread) }) });
    const [seconds, evidence] = lags.at(-1) ?? unknown;
    expect(evidence).toBe(2);
    expect(Math.abs(seconds - (4_050 - 1_001))).toBeLessThanOrEqual(10);
  });

  it.each<[string, Partial<SmallTopic>, (offset: number) => number]>([
    ['records dated in the future', {}, (offset) => 1e9 + offset],
    ['records without timestamps', {}, () => -1],
    ['a tiered topic', { config: { tiered: true } }, (offset) => (offset + 1) * 1000],
  ])('is unknown for %s', async (_, topic, stampMs) => {
    const lags = await lagsOf(
      still.map((seen) => ({ ...seen, topic })),
      { answer: ({ oldestUnread }) => ({ oldestUnread: perSecond(stampMs)(oldestUnread) }) },
    );
    expect(lags).toEqual(still.map(() => unknown));
  });

  it('asks no more than its budget, for the most lagging first', async () => {
    const asked: OffsetsAt[] = [];
    const watch = new LagWatch({
      answer: ({ oldestUnread }) => {
        asked.push(oldestUnread);
        return {};
      },
    });
    const ends = Array.from({ length: 1_000 }, (_, index) => 10_000 + index);
    await watch.see(
      smallSnapshot(0, [{ name: 'orders', ends }], [{ id: 'billing', committed: { orders: ends.map(() => 5) } }]),
    );
    const [first] = asked;
    expect(first?.partition).toHaveLength(800);
    expect(Math.min(...(first?.partition ?? []))).toBe(800);
  });

  it('asks about one partition for few groups at a time, so that requests stay few, and finds it for all', async () => {
    const startMs = 1_700_000_000_000;
    const ids = Array.from({ length: 40 }, (_, index) => `group-${index}`);
    let most = 0;
    // One record a second, the first an hour before the exporter started.
    const recordMs = (offset: number): number => startMs - 3_600_000 + offset * 1_000;
    const watch = new LagWatch({
      answer: ({ oldestUnread: { partition, timestampMs }, expiring }) => {
        most = Math.max(most, partition.length + expiring.partition.length);
        const offset = timestampMs.map((ms) => Math.max(0, Math.ceil((ms - recordMs(0)) / 1_000)));
        const found = offset.map((at) => (at > 3_600 ? Infinity : at));
        return {
          oldestUnread: { offset: found, timestampMs: found.map((at) => (at === Infinity ? NaN : recordMs(at))) },
        };
      },
    });
    let known = 0;
    for (let refresh = 0; refresh < 120; refresh++) {
      const { lagSeconds } = await watch.see(
        smallSnapshot(
          startMs + refresh * 10_000,
          [{ name: 'orders', ends: [3_600], config: {} }],
          ids.map((id, index) => ({ id, committed: { orders: [50 * index] } })),
        ),
      );
      known = lagSeconds.filter(([seconds = NaN]) => !Number.isNaN(seconds)).length;
    }
    expect(most).toBeLessThanOrEqual(4 * (4 + 2));
    expect(known).toBe(ids.length);
  });

  it('asks nothing for drained partitions', async () => {
    const watch = new LagWatch();
    const { questions } = await watch.see(
      smallSnapshot(0, [{ name: 'orders', ends: [5] }], [{ id: 'billing', committed: { orders: [5] } }]),
    );
    expect(questions.oldestUnread.partition).toHaveLength(0);
  });
});

describe('time lag of anything', () => {
  const step = fc.record({
    produced: fc.oneof(fc.constant(0), fc.nat(50)),
    consumed: fc.oneof(fc.constant(0), fc.nat(80), fc.integer({ min: -30, max: -1 })),
    pauseSeconds: fc.integer({ min: 1, max: 60 }),
    isEndKnown: fc.integer({ min: 0, max: 9 }).map((number) => number > 0),
    truncated: fc.oneof({ weight: 9, arbitrary: fc.constant(0) }, { weight: 1, arbitrary: fc.nat(20) }),
  });

  it('is never negative, 0 when drained, and grows with time while the commit stands still', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 40 }), async (steps) => {
        let second = 0;
        let end = 20;
        let committed = 10;
        const seen = steps.map(({ produced, consumed, pauseSeconds, isEndKnown, truncated }): Seen => {
          second += pauseSeconds;
          end = Math.max(0, end + produced - truncated);
          committed = Math.max(0, Math.min(end, committed + consumed));
          return { second, end: isEndKnown ? end : NaN, committed };
        });
        const lags = await lagsOf(seen);
        seen.forEach((now, index) => {
          const [seconds, evidence] = lags[index] ?? unknown;
          expect(seconds < 0).toBe(false);
          expect(Number.isNaN(seconds)).toBe(evidence === 0);
          if (now.end === now.committed) expect(seconds).toBe(0);
          if (Number.isNaN(now.end)) expect(seconds).toBeNaN();
          const before = seen[index - 1];
          const [earlier] = lags[index - 1] ?? unknown;
          const isStill = before?.committed === now.committed && now.end > now.committed + 1 && earlier > 0;
          if (isStill) expect(seconds).toBeCloseTo(earlier + now.second - before.second, 6);
        });
      }),
      { numRuns: 300 },
    );
  });
});
