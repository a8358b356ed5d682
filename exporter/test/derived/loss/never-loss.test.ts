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
const other: SmallTopic = { name: 'other', id: 'other-id', ends: [1000], config: {} };
const twoTopics = (logStart: number): SmallTopic[] => [
  { name: 't', id: 't-id', ends: [100], logStart, config: {} },
  other,
];
const reading = (names: readonly string[]): SmallGroup[] => [
  {
    id: 'g',
    committed: { t: [40], other: [1000] },
    ...(names.length === 0 ? {} : { assigned: Object.fromEntries(names.map((name) => [name, [0]])) }),
  },
];
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
  'old commits in a topic that the group no longer reads': [
    ...times(3, () => ({ topics: twoTopics(0), groups: reading(['t', 'other']) })),
    ...times(3, () => ({ topics: twoTopics(0), groups: reading(['other']) })),
    ...times(3, () => ({ topics: twoTopics(90), groups: reading(['other']) })),
    ...times(4, () => ({ topics: twoTopics(90), groups: reading([]) })),
    ...times(3, () => ({ topics: [other], groups: reading([]), brokers: { gone: ['t-id'] } })),
  ],
  'a member that joins an empty group while its commits are fetched': [
    { topics: topic(100), groups: member(40, { type: 'consumer', epoch: 3 }) },
    ...times(3, () => ({ topics: topic(100), groups: empty(40, { type: 'consumer', epoch: 4 }) })),
    { topics: topic(100), groups: member(60, { type: 'consumer', epoch: 5 }) },
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

  describe.each(['yes', 'maybe'] as const)('a transaction’s marker behind a drained commit (%s)', (behind) => {
    it.each<[string, readonly SmallGroup[]]>([
      ['with members', member(5)],
      ['without members', empty(5)],
    ])('that retention deletes, %s', async (_, groups) => {
      const run = new LossRun({ behind, isTransactional: behind === 'yes' });
      for (const logStart of [0, 0, 0, 0, 6, 6, 6, 6]) await run.see(topic(6, { logStart }), groups);
      // The next transaction comes: the marker is still none of what is lost.
      for (const logStart of [6, 6, 6, 6]) await run.see(topic(8, { logStart }), groups);
      expect(run.counted).toEqual({});
      expect(run.told).toEqual([]);
    });

    it('that was deleted before the exporter started', async () => {
      const run = new LossRun({ behind, isTransactional: behind === 'yes' });
      for (let refresh = 0; refresh < 6; refresh++) await run.see(topic(6, { logStart: 6 }), empty(5));
      expect(run.told).toEqual([]);
    });

    it('that goes with its topic', async () => {
      const run = new LossRun({ behind, isTransactional: behind === 'yes' });
      for (let refresh = 0; refresh < 4; refresh++) await run.see(topic(6, { id: 'old' }), empty(5));
      await run.see([], empty(NaN), { gone: ['old'] });
      expect(run.asked?.topicIds).toEqual([]);
      expect(run.told).toEqual([]);
    });
  });

  it('a reader by assign() that rarely commits, across a restart of the exporter', async () => {
    let run = new LossRun();
    const end = 10_000;
    let committed = 0;
    for (let refresh = 0; refresh < 100; refresh++) {
      if (refresh % 30 === 29) committed += 100;
      await run.see(topic(end), empty(committed));
    }
    run = new LossRun({ remembered: run.loss.remember([]), atMs: run.atMs });
    for (let refresh = 0; refresh < 20; refresh++) {
      await run.see(topic(end, { logStart: refresh < 2 ? 0 : committed + 50 }), empty(committed));
    }
    expect(run.counted).toEqual({});
    await run.see(topic(end, { logStart: committed + 50 }), empty(committed + 100));
    expect(run.counted).toEqual({});
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
