import { describe, expect, it } from '@jest/globals';
import type { SmallGroup, SmallTopic } from '../small-snapshot.ts';
import { LossRun, type Brokers } from './loss-run.ts';

interface Refresh {
  readonly topics: readonly SmallTopic[];
  readonly groups?: readonly SmallGroup[];
  readonly brokers?: Brokers;
}

const topic = (end: number, more: Partial<SmallTopic> = {}): SmallTopic[] => [
  { name: 't', ends: [end], config: {}, ...more },
];
const member = (offset: number, more: Partial<SmallGroup> = {}): SmallGroup[] => [
  { id: 'g', committed: { t: [offset] }, assigned: { t: [0] }, ...more },
];
const empty = (offset: number, more: Partial<SmallGroup> = {}): SmallGroup[] => [
  { id: 'g', committed: { t: [offset] }, ...more },
];
const rebalancing = (offset: number): SmallGroup[] => member(offset, { assigned: {} });
const times = <Item>(count: number, of: (index: number) => Item): Item[] =>
  Array.from({ length: count }, (_, i) => of(i));
const compacted = { config: { cleanupPolicy: 'compact' } } as const;

/** Each of what docs/loss.md says is never loss. */
const cases: Readonly<Record<string, readonly Refresh[]>> = {
  'a rebalance': [
    ...times(5, (i) => ({ topics: topic(100 + i), groups: member(100) })),
    ...times(3, () => ({ topics: topic(110, { logStart: 90 }), groups: rebalancing(100) })),
    { topics: topic(110, { logStart: 95 }), groups: member(105) },
  ],
  'a rolling restart': times(6, (i) => ({
    topics: topic(i % 3 === 1 ? NaN : 100 + i, { leaderEpoch: i, leader: i % 3 === 1 ? -1 : 1 }),
    groups: i % 3 === 2 ? member(100, { error: 'loading', isUndescribed: true }) : member(100),
    brokers: { epochEnd: () => 100 + i },
  })),
  'a clean election': [
    { topics: topic(100, { leaderEpoch: 3 }) },
    { topics: topic(95, { leaderEpoch: 4 }), brokers: { epochEnd: () => 100 } },
    { topics: topic(100, { leaderEpoch: 4 }) },
  ],
  'a topic created anew after its groups had drained': [
    ...times(3, () => ({ topics: topic(100, { id: 'old' }), groups: empty(100) })),
    ...times(3, () => ({ topics: topic(5, { id: 'new' }), groups: empty(0), brokers: { gone: ['old'] } })),
  ],
  'partitions added': [
    ...times(3, () => ({ topics: topic(100), groups: member(100) })),
    ...times(3, () => ({ topics: [{ name: 't', ends: [100, 50, 3], config: {} }], groups: member(100) })),
  ],
  compaction: times(8, (i) => ({ topics: topic(100, { ...compacted, logStart: 0 }), groups: empty(10 * i) })),
  'a consumer that reads again from the beginning': [
    ...times(3, () => ({ topics: topic(1000, { logStart: 200 }), groups: member(900) })),
    ...times(3, () => ({ topics: topic(1000, { logStart: 200 }), groups: empty(900, { type: 'consumer', epoch: 4 }) })),
    ...times(3, () => ({ topics: topic(1000, { logStart: 200 }), groups: empty(200, { type: 'consumer', epoch: 4 }) })),
    ...times(3, (i) => ({
      topics: topic(1000, { logStart: 200 }),
      groups: member(300 + i, { type: 'consumer', epoch: 5 }),
    })),
  ],
  'a group that starts at the end': [
    ...times(2, () => ({ topics: topic(1000, { logStart: 200 }) })),
    ...times(4, (i) => ({ topics: topic(1000 + i, { logStart: 200 }), groups: member(1000 + i) })),
  ],
  'transaction markers and aborts': times(8, (i) => ({ topics: topic(100 + 2 * i), groups: member(99 + 2 * i) })),
  'Kafka Streams deleting records behind its own commit': times(8, (i) => ({
    topics: topic(100 + 10 * i, { logStart: 50 + 10 * i }),
    groups: member(50 + 10 * i, { type: 'streams' }),
  })),
  'DeleteRecords below every commit': [
    ...times(4, () => ({ topics: topic(100), groups: empty(80) })),
    ...times(4, () => ({ topics: topic(100, { logStart: 80 }), groups: empty(80) })),
  ],
  'revoked rights': [
    ...times(3, () => ({ topics: topic(100), groups: empty(40) })),
    ...times(5, () => ({ topics: [], groups: [{ id: 'g' }] })),
    ...times(3, () => ({ topics: topic(120), groups: empty(40) })),
  ],
  'a cron-like consumer that is never seen': times(9, (i) => ({
    topics: topic(100 * i),
    groups: empty(100 * i, { type: 'consumer', epoch: 2 * i }),
  })),
  'commits by assign() without members': times(9, (i) => ({
    topics: topic(100 * i, { logStart: 100 * i - 50 }),
    groups: empty(100 * i),
  })),
};

describe('never loss', () => {
  it.each(Object.entries(cases))('%s', async (_, refreshes) => {
    const run = new LossRun();
    for (const { topics, groups, brokers } of refreshes) await run.see(topics, groups, brokers);
    expect(run.counted).toEqual({});
    expect(run.told).toEqual([]);
  });

  it("the exporter's own restart", async () => {
    for (const refreshes of Object.values(cases)) {
      let run = new LossRun();
      for (const { topics, groups, brokers } of refreshes) {
        await run.see(topics, groups, brokers);
        run = new LossRun({ remembered: run.loss.remember([]), atMs: run.atMs });
      }
      expect(run.counted).toEqual({});
    }
  });

  it('counters start at 0 with their subjects, and only those that can be counted', async () => {
    const run = new LossRun();
    await run.see(topic(100), [
      ...empty(100),
      { id: 'new', type: 'consumer', epoch: 1, committed: { t: [1] } },
      { id: 'share', type: 'share' },
    ]);
    expect(run.losses.map(({ group = '', topic: name, cause, records }) => [group, name, cause, records])).toEqual([
      ['', 't', 'truncated', 0],
      ['g', 't', 'expired', 0],
      ['g', 't', 'deleted', 0],
      ['new', 't', 'expired', 0],
      ['new', 't', 'deleted', 0],
      ['new', 't', 'skipped', 0],
    ]);
  });
});
