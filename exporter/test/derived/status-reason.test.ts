import { describe, expect, it } from '@jest/globals';
import { verdictOf } from '../../src/derived/status-reason.ts';
import { combine, emptyTally, statusCodes, type Tally } from '../../src/derived/status-tally.ts';
import { unknownStatus } from '../../src/derived/status.ts';

const nowMs = Date.UTC(2026, 5, 1, 15);
const six: Tally = { ...emptyTally, partitions: 6, judged: 6, worstTopics: ['orders'], worstPartitions: 3 };

describe('the sentence of a verdict', () => {
  it.each<{ tally: Partial<Tally>; reason: string }>([
    {
      tally: { worst: statusCodes.STOP, arrived: 12_400, sinceMs: nowMs - 58 * 60_000 },
      reason: 'STOP: 3 of 6 partitions have no owner since 14:02 UTC while 12,400 records arrived',
    },
    {
      tally: { worst: statusCodes.STALL, lag: 1, worstPartitions: 1, sinceMs: nowMs - 86_400_000 },
      reason: 'STALL: 1 of 6 partitions has an owner but no commit since 2026-05-31 15:00 UTC, 1 record unread',
    },
    {
      tally: { worst: statusCodes.WARN, lag: 9_000, worstPartitions: 6, lagSeconds: 300 },
      reason:
        'WARN: all 6 partitions are behind and not catching up: 9,000 records unread, the oldest waits for 5 minutes',
    },
    {
      tally: { worst: statusCodes.REWIND, rewound: 40 },
      reason: 'REWIND: the commit of 3 of 6 partitions went back, 40 records are read again',
    },
    { tally: { worst: statusCodes.OK, worstPartitions: 6 }, reason: 'OK: keeps up, nothing is unread' },
    {
      tally: { worst: statusCodes.OK, lag: 12, lagSeconds: 0.4, judged: 5 },
      reason: 'OK: keeps up, 12 records behind, less than a second; 1 of 6 partitions could not be judged',
    },
    { tally: { partitions: 0 }, reason: 'No offset is committed, so that nothing can be judged' },
    { tally: { lag: 0 }, reason: 'The offsets are not known, so that nothing can be judged' },
    {
      tally: { lag: 400 },
      reason: 'Cannot be judged yet: 400 records unread, and not watched for long enough',
    },
    {
      tally: { lag: 1, worstPartitions: 1 },
      reason:
        'Cannot be judged yet: 1 record unread, and not watched for long enough, or only the markers of transactions',
    },
  ])('$reason', ({ tally, reason }) => {
    expect(verdictOf({ ...six, ...tally }, false, nowMs).reason).toBe(reason);
  });

  it('names the topics where a group has others', () => {
    const stopped: Tally = { ...six, worst: statusCodes.STOP, lag: 7, sinceMs: nowMs };
    const fine: Tally = { ...six, worst: statusCodes.OK, worstTopics: ['paid'] };
    const unknown: Tally = { ...six, judged: 0, worst: unknownStatus, worstTopics: ['sent'] };
    const reason = (tallies: readonly Tally[]) => verdictOf(tallies.reduce(combine, emptyTally), true, nowMs).reason;
    expect(reason([fine, stopped, unknown])).toBe(
      'STOP: 3 of 18 partitions of orders have no owner since 15:00 UTC, 7 records unread',
    );
    expect(reason([stopped, { ...stopped, worstTopics: ['paid'] }])).toBe(
      'STOP: 6 of 12 partitions of orders and paid have no owner since 15:00 UTC, 14 records unread',
    );
    const many = ['a', 'b', 'c', 'd'].map((topic): Tally => ({ ...stopped, worstTopics: [topic] }));
    expect(reason(many)).toBe('STOP: 12 of 24 partitions in 4 topics have no owner since 15:00 UTC, 28 records unread');
  });
});
