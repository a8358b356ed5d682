import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { FoundOffsets, OffsetsAt } from '../../src/snapshot/follow-up.ts';
import type { TopicConfig } from '../../src/snapshot/snapshot.ts';
import { LagWatch } from './lag-watch.ts';
import { smallSnapshot } from './small-snapshot.ts';

const hour = 3_600_000;
/** Records came evenly, one a minute, for two days; the exporter starts then. */
const startMs = 48 * hour;
const stampMs = (offset: number): number => offset * 60_000;

function answer({ timestampMs }: OffsetsAt, end: number): FoundOffsets {
  const offset = timestampMs.map((moment) => {
    const first = Math.ceil(moment / 60_000);
    return first < end ? first : Infinity;
  });
  return { offset, timestampMs: offset.map((found) => (found === Infinity ? NaN : stampMs(found))) };
}

interface Case {
  readonly committed: number;
  readonly config: Partial<TopicConfig>;
  readonly logStart?: number;
  readonly sizeBytes?: number;
  readonly produceRate?: number;
  /** Whether brokers tell timestamps. */
  readonly isAnswered?: boolean;
}

/** Seconds after each of some refreshes. */
async function watch(
  refreshes: number,
  { committed, config, logStart = 0, isAnswered = true, ...rest }: Case,
): Promise<number[]> {
  const lagWatch = new LagWatch({
    answer: (questions, { partitions }) => {
      const end = partitions.end[0] ?? NaN;
      if (!isAnswered) return {};
      return { oldestUnread: answer(questions.oldestUnread, end), expiring: answer(questions.expiring, end) };
    },
  });
  const seconds: number[] = [];
  for (let index = 0; index < refreshes; index++) {
    const atMs = startMs + index * 10_000;
    const snapshot = smallSnapshot(
      atMs,
      [{ name: 'orders', ends: [Math.floor(atMs / 60_000) + 1], logStart, config }],
      [{ id: 'billing', committed: { orders: [committed] } }],
    );
    const sized = { ...snapshot.partitions, sizeBytes: Float64Array.of(rest.sizeBytes ?? NaN) };
    const produceRate = Float64Array.of(rest.produceRate ?? NaN);
    const { timeToLoss } = await lagWatch.see({ ...snapshot, partitions: sized }, produceRate);
    seconds.push(timeToLoss[0]?.[0] ?? NaN);
  }
  return seconds;
}

const days = (number: number): number => number * 24 * hour;

describe('time to loss', () => {
  it('is a lower bound that comes close, and counts down', async () => {
    // The oldest unread record is 24 hours old, and kept for 72.
    const seconds = await watch(40, { committed: 24 * 60, config: { retentionMs: days(3) } });
    const truth = seconds.map((_, index) => 48 * 3600 - index * 10);
    seconds.forEach((bound, index) => {
      expect(bound >= 0 && bound <= (truth[index] ?? NaN)).toBe(true);
    });
    expect((seconds.at(-1) ?? NaN) / (truth.at(-1) ?? NaN)).toBeGreaterThan(0.95);
    const steps = seconds.slice(-5).map((bound, index) => bound - (seconds.at(index - 5 + 1) ?? bound));
    expect(steps.slice(0, 4)).toEqual([10, 10, 10, 10]);
  });

  it.each<[string, Case, number]>([
    ['the oldest unread record is older than retention', { committed: 10, config: { retentionMs: days(1) } }, 0],
    [
      'a part is gone already: the rest goes next',
      { committed: 10, logStart: 1_440, config: { retentionMs: days(1) } },
      0,
    ],
    [
      'a size that is reached sooner: half of the log is unread, 1,000 bytes a second come',
      {
        committed: 1_440,
        config: { retentionMs: -1, retentionBytes: 2_000_000 },
        sizeBytes: 2_881_000,
        produceRate: 1,
      },
      (2_000_000 - 1_441_000) / 1_000,
    ],
  ])('%s', async (_, given, expected) => {
    expect((await watch(12, given)).at(-1)).toBeCloseTo(expected, -1);
  });

  it.each<[string, Case]>([
    ['nothing is unread', { committed: 2_881, config: { retentionMs: days(1) } }],
    ['records are kept for ever', { committed: 10, config: { retentionMs: -1 } }],
    ['a topic is only compacted', { committed: 10, config: { cleanupPolicy: 'compact', retentionMs: days(1) } }],
    ['no broker answers', { committed: 10, config: { retentionMs: days(1) }, isAnswered: false }],
    ['the size counts and is not known', { committed: 10, config: { retentionMs: days(1), retentionBytes: 1_000 } }],
  ])('is not told where %s', async (_, given) => {
    expect(await watch(1, given)).toEqual([NaN]);
  });

  it('is never negative, nor more than the truth, wherever the commit is', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 0, max: 2_880 }),
        fc.integer({ min: 1, max: 100 }),
        async (committed, hours) => {
          const bounds = await watch(15, { committed, config: { retentionMs: hours * hour } });
          bounds.forEach((bound, index) => {
            const truth = (stampMs(committed) + hours * hour - startMs) / 1000 - index * 10;
            expect(Number.isNaN(bound) || (bound >= 0 && bound <= Math.max(0, truth))).toBe(true);
          });
        },
      ),
      { numRuns: 60 },
    );
  });

  it('keeps to its budget', async () => {
    const lagWatch = new LagWatch();
    const ends = Array.from({ length: 1_000 }, () => 100);
    const { questions } = await lagWatch.see(
      smallSnapshot(
        0,
        [{ name: 'orders', ends, config: {} }],
        [{ id: 'billing', committed: { orders: ends.map(() => 5) } }],
      ),
    );
    expect(questions.expiring.partition.length).toBe(100);
  });
});
