import { describe, expect, it } from '@jest/globals';
import type { Derived, DerivedGroupTopic } from '../../src/derived/state.ts';
import { TestDeriver } from '../test-deriver.ts';
import { smallSnapshot, type SmallGroup, type SmallTopic } from './small-snapshot.ts';

interface Step {
  readonly topics?: readonly SmallTopic[];
  readonly groups: readonly SmallGroup[];
}

const topics: readonly SmallTopic[] = [
  { name: 'a', ends: [100, 100] },
  { name: 'b', ends: [100] },
];

async function after(steps: readonly Step[]): Promise<Derived> {
  const deriver = new TestDeriver();
  let derived: Derived | undefined;
  for (const [index, step] of steps.entries()) {
    derived = await deriver.derive(smallSnapshot(index * 10_000, step.topics ?? topics, step.groups));
  }
  if (derived === undefined) throw new Error('there is no step');
  return derived;
}

const g = (committed: SmallGroup['committed'], assigned?: SmallGroup['assigned']): SmallGroup => ({
  id: 'g',
  ...(committed !== undefined && { committed }),
  ...(assigned !== undefined && { assigned }),
});
const first = ({ groups }: Derived, pair = 0): DerivedGroupTopic | undefined => groups[0]?.topics[pair];

describe('records consumed', () => {
  it.each<{ name: string; steps: Step[]; consumed: number }>([
    { name: 'begin with 0', steps: [{ groups: [g({ a: [10] })] }], consumed: 0 },
    {
      name: 'are summed over partitions',
      steps: [{ groups: [g({ a: [10, 20] })] }, { groups: [g({ a: [15, 21] })] }],
      consumed: 6,
    },
    {
      name: 'count nothing on a rewind',
      steps: [{ groups: [g({ a: [50] })] }, { groups: [g({ a: [10] })] }, { groups: [g({ a: [12] })] }],
      consumed: 2,
    },
    {
      name: 'count a partition from its first commit',
      steps: [{ groups: [g({ a: [10] })] }, { groups: [g({ a: [10, 70] })] }, { groups: [g({ a: [10, 71] })] }],
      consumed: 1,
    },
    { name: 'are unknown without a commit', steps: [{ groups: [g({}, { a: [0] })] }], consumed: NaN },
    {
      name: 'keep a base while one commit is missing',
      steps: [{ groups: [g({ a: [10, 10] })] }, { groups: [g({ a: [NaN, 11] })] }, { groups: [g({ a: [14, 11] })] }],
      consumed: 5,
    },
    {
      name: 'survive a group that is away',
      steps: [{ groups: [g({ a: [10] })] }, { groups: [g({ a: [20] })] }, { groups: [] }, { groups: [g({ a: [25] })] }],
      consumed: 15,
    },
    {
      name: 'survive offsets that are away',
      steps: [{ groups: [g({ a: [10] })] }, { groups: [{ id: 'g', error: 'loading' }] }, { groups: [g({ a: [25] })] }],
      consumed: 15,
    },
    {
      name: 'survive a topic that is away',
      steps: [
        { groups: [g({ a: [10], b: [0] })] },
        { topics: topics.slice(1), groups: [g({ b: [0] })] },
        { groups: [g({ a: [12], b: [0] })] },
      ],
      consumed: 2,
    },
    {
      name: 'follow a topic when others are created before it',
      steps: [
        { topics: topics.slice(1), groups: [g({ b: [3] })] },
        { groups: [g({ a: [99], b: [5] })] },
        { topics: topics.slice(1), groups: [g({ b: [6] })] },
      ],
      consumed: 3,
    },
    {
      name: 'rebase with a topic created anew',
      steps: [
        { groups: [g({ a: [10] })] },
        { groups: [g({ a: [20] })] },
        { topics: [{ name: 'a', id: 'new', ends: [80] }], groups: [g({ a: [70] })] },
        { topics: [{ name: 'a', id: 'new', ends: [80] }], groups: [g({ a: [75] })] },
      ],
      consumed: 15,
    },
  ])('$name', async ({ steps, consumed }) => {
    expect(first(await after(steps))?.consumed).toBe(consumed);
  });

  it('follow a group when others come before it', async () => {
    const other: SmallGroup = { id: 'early', committed: { a: [1] } };
    const { groups } = await after([{ groups: [g({ a: [1] })] }, { groups: [other, g({ a: [8] })] }]);
    expect(groups.map((group) => group.topics[0]?.consumed)).toEqual([0, 7]);
  });

  it('give a rate from the second refresh on', async () => {
    const one = await after([{ groups: [g({ a: [1] })] }]);
    expect(first(one)?.consumeRate).toBeNaN();
    const two = await after([{ groups: [g({ a: [1] })] }, { groups: [g({ a: [21] })] }]);
    expect(first(two)?.consumeRate).toBeCloseTo(2, 9);
  });

  it('give a rate over the gap when the coordinator was away', async () => {
    const derived = await after([
      { groups: [g({ a: [0] })] },
      { groups: [g({ a: [20] })] },
      { groups: [] },
      { groups: [g({ a: [60] })] },
    ]);
    expect(first(derived)?.consumeRate).toBeCloseTo(2, 9);
  });
});

describe('lag', () => {
  it.each<{ name: string; step: Step; lags: number[]; sum: number; breaches: string[] }>([
    {
      name: 'is the distance to the end',
      step: { groups: [g({ a: [90, 100] })] },
      lags: [10, 0],
      sum: 10,
      breaches: [],
    },
    {
      name: 'is unknown where the end is',
      step: { topics: [{ name: 'a', ends: [NaN, 100] }], groups: [g({ a: [90, 97] })] },
      lags: [NaN, 3],
      sum: 3,
      breaches: [],
    },
    {
      name: 'is unknown, not 0, when nothing is known',
      step: { topics: [{ name: 'a', ends: [NaN] }], groups: [g({ a: [90] })] },
      lags: [NaN],
      sum: NaN,
      breaches: [],
    },
    {
      name: 'is never negative',
      step: { groups: [g({ a: [101, 99] })] },
      lags: [NaN, 1],
      sum: 1,
      breaches: ['committed-beyond-end'],
    },
    {
      name: 'may reach before the log start',
      step: { topics: [{ name: 'a', ends: [100], logStart: 50 }], groups: [g({ a: [40] })] },
      lags: [60],
      sum: 60,
      breaches: ['committed-before-log-start'],
    },
  ])('$name', async ({ step, lags, sum, breaches }) => {
    const derived = await after([step]);
    expect(Array.from(derived.groups[0]?.lag ?? [])).toEqual(lags);
    expect(first(derived)?.lag).toBe(sum);
    expect(derived.breaches.map(({ kind }) => kind)).toEqual(breaches);
  });

  it('tells breaches of one topic together, with an example', async () => {
    const { breaches } = await after([{ groups: [g({ a: [101, 150] })] }]);
    expect(breaches).toEqual([
      {
        kind: 'committed-beyond-end',
        topic: 'a',
        group: 'g',
        partitions: 2,
        example: { partition: 0, logStart: 0, committed: 101, end: 100 },
      },
    ]);
  });
});

describe('pairs of groups and topics', () => {
  it('come from commits and from assignments, ascending', async () => {
    const { groups } = await after([
      { groups: [g({ b: [1] }, { a: [0, 1] }), { id: 'h', assigned: { a: [0], b: [0] }, committed: { a: [5, 5] } }] },
    ]);
    expect(
      groups.map((group) => group.topics.map(({ topic, assignedPartitions }) => [topic, assignedPartitions])),
    ).toEqual([
      [
        [0, 2],
        [1, 0],
      ],
      [
        [0, 1],
        [1, 1],
      ],
    ]);
  });

  it('of share groups have the lag that the broker says, and no commits', async () => {
    const snapshot = smallSnapshot(0, topics, [{ id: 's', type: 'share' }]);
    const share = { partition: Int32Array.of(0, 1), start: Float64Array.of(5, 5), lag: Float64Array.of(95, NaN) };
    const derived = await new TestDeriver().derive({
      ...snapshot,
      groups: snapshot.groups.map((group) => ({ ...group, share })),
    });
    expect(first(derived)).toMatchObject({ topic: 0, lag: 95, committed: NaN, consumed: NaN });
  });
});
