import { afterAll, beforeAll, expect, it } from '@jest/globals';
import type { ClusterList, GroupDetails, GroupList, TopicDetails, TopicList } from '../../src/api.ts';
import { lagEvidences } from '../../src/derived/state.ts';
import { statuses } from '../../src/derived/status.ts';
import { readAtMs, serve, smallShape, stateOf, type Served } from './serve.ts';

let served: Served;

/** group-0 reads topic-0 and topic-1, two partitions each; group-1 is not judged. */
beforeAll(async () => {
  const { current, ...state } = await stateOf(smallShape);
  const [first, second, ...rest] = current?.derived.groups ?? [];
  if (current === undefined || first === undefined || second === undefined) throw new Error('there are two groups');
  const stop = { status: 'STOP', reason: 'STOP: nobody reads.' } as const;
  const unknown = { status: undefined, reason: '' };
  const seconds = Float64Array.of(30, NaN, 5, 0);
  const groups = [
    {
      ...first,
      lagSeconds: seconds,
      lagEvidence: Uint8Array.from([1, 0, 2, 1], (code) => code % lagEvidences.length),
      timeToLoss: Float64Array.of(600, NaN, NaN, NaN),
      partitionStatus: Uint8Array.of(statuses.indexOf('STOP'), 255, 0, 0),
      verdict: stop,
      topics: first.topics.map((topic, i) => ({
        ...topic,
        verdict: i === 0 ? stop : { status: 'OK' as const, reason: 'OK.' },
        maxLagSeconds: i === 0 ? 30 : 5,
        timeToLoss: i === 0 ? 600 : NaN,
      })),
    },
    {
      ...second,
      lagSeconds: second.lag.map(() => NaN),
      timeToLoss: second.lag.map(() => NaN),
      verdict: unknown,
      topics: second.topics.map((topic) => ({ ...topic, verdict: unknown, maxLagSeconds: NaN, timeToLoss: NaN })),
    },
    ...rest,
  ];
  const losses = [
    { group: 'group-0', topic: 'topic-0', cause: 'expired' as const, records: 40, lastMs: readAtMs },
    { group: 'group-0', topic: 'topic-1', cause: 'expired' as const, records: 0, lastMs: undefined },
    { group: undefined, topic: 'topic-1', cause: 'truncated' as const, records: 9, lastMs: readAtMs - 7_200_000 },
  ];
  const risks = [{ topic: 1, risk: 'min_isr_1' as const }];
  const derived = { ...current.derived, groups, losses, risks };
  served = await serve([{ ...state, current: { ...current, derived } }]);
});
afterAll(() => served.close());

const ofGroup0 = { status: 'STOP', reason: 'STOP: nobody reads.', lagSeconds: 30, timeToLossSeconds: 600, lost: 40 };
const notJudged = { status: null, reason: '', lagSeconds: null, timeToLossSeconds: null, lost: null };

it('counts groups by their status', async () => {
  const { clusters } = (await served.read('/api/clusters')) as ClusterList;
  expect(clusters[0]?.groupStatuses).toEqual({ OK: 0, REWIND: 0, WARN: 0, STALL: 0, STOP: 1, unknown: 1 });
});

it('tells how each group fares', async () => {
  const { groups } = (await served.read('/api/groups')) as GroupList;
  expect(groups).toMatchObject([ofGroup0, notJudged]);
});

it('tells how a group fares in each topic and partition', async () => {
  const { group, topics, partitions } = (await served.read('/api/groups/group-0')) as GroupDetails;
  expect(group).toMatchObject(ofGroup0);
  expect(topics).toMatchObject([
    { topic: 'topic-0', ...ofGroup0 },
    { topic: 'topic-1', status: 'OK', lagSeconds: 5, timeToLossSeconds: null, lost: 0 },
  ]);
  expect(
    partitions.map(({ lagSeconds, lagEvidence, timeToLossSeconds, status }) => [
      lagSeconds,
      lagEvidence,
      timeToLossSeconds,
      status,
    ]),
  ).toEqual([
    [30, 'history', 600, 'STOP'],
    [null, null, null, null],
    [5, 'estimated', null, 'OK'],
    [0, 'history', null, 'OK'],
  ]);
});

it('tells of a topic how its readers fare, what it lost, and what threatens it', async () => {
  const { topics } = (await served.read('/api/topics')) as TopicList;
  expect(topics).toMatchObject([
    { topic: 'topic-0', status: 'ok', lagSeconds: 30, timeToLossSeconds: 600, lost: null, risks: [] },
    { topic: 'topic-1', status: 'ok', lagSeconds: 5, timeToLossSeconds: null, lost: 9, risks: ['min_isr_1'] },
    { topic: 'topic-2', lagSeconds: null, timeToLossSeconds: null, lost: null, risks: [] },
  ]);
  const { groups } = (await served.read('/api/topics/topic-0')) as TopicDetails;
  expect(groups).toMatchObject([
    { group: 'group-0', ...ofGroup0 },
    { group: 'group-1', ...notJudged },
  ]);
});
