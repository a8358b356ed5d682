import { afterAll, beforeAll, expect, it } from '@jest/globals';
import type { FindingList } from '../../src/api.ts';
import { judgedState, readAtMs } from '../frames/judged-state.ts';
import { json } from './ask.ts';
import { serve, type Served } from './serve.ts';

let served: Served;
beforeAll(async () => {
  served = await serve([await judgedState('ocean')]);
  served.clock.nowMs = readAtMs + 2500;
});
afterAll(() => served.close());

const names = async (query: string) => {
  const { findings, omitted } = (await served.read(`/api/findings${query}`)) as FindingList;
  return [findings.map(({ name }) => name), omitted];
};

it('has each finding whole, with the age of the data', async () => {
  const { findings, ...rest } = (await served.read('/api/findings')) as FindingList;
  expect(rest).toEqual({ cluster: 'ocean', time: '2026-01-01T00:01:10.000Z', ageSeconds: 2.5, omitted: 0 });
  expect(findings[0]).toEqual({
    id: 'loss-expired',
    kind: 'loss',
    name: 'expired',
    certainty: 'proved',
    severity: 'critical',
    topic: 'orders',
    group: 'billing',
    broker: null,
    partitions: [0],
    records: 17,
    bound: 'exact',
    start: '2026-01-01T00:00:50.000Z',
    updated: '2026-01-01T00:01:00.000Z',
    end: '2026-01-01T00:01:00.000Z',
    title: 'billing lost 17 records of orders.',
    evidence: 'It was seen.',
    advice: 'Look after it.',
    runbook: '/runbooks/records-expired',
  } satisfies FindingList['findings'][number]);
  expect(findings[2]).toMatchObject({ topic: null, group: null, broker: 1, records: null, bound: null, end: null });
});

it.each<[string, string[], number]>([
  ['', ['expired', 'reset', 'disk_full'], 0],
  ['?limit=1', ['expired'], 2],
  ['?kind=loss', ['expired', 'reset'], 0],
  ['?kind=loss,risk&limit=2', ['expired', 'reset'], 1],
  ['?kind=status', [], 0],
  ['?kind=', ['expired', 'reset', 'disk_full'], 0],
  ['?certainty=suspected', ['reset'], 0],
  ['?certainty=proved&kind=loss', ['expired'], 0],
  // What ended before is not shown, what still holds is, however long ago it began.
  ['?since=2026-01-01T00:01:00Z', ['expired', 'reset', 'disk_full'], 0],
  ['?since=2026-01-01T00:01:00.001Z', ['reset', 'disk_full'], 0],
  [`?since=${readAtMs}`, ['reset', 'disk_full'], 0],
  ['?cluster=ocean', ['expired', 'reset', 'disk_full'], 0],
])('/api/findings%s', async (query, expected, omitted) => {
  expect(await names(query)).toEqual([expected, omitted]);
});

it.each<[string, string]>([
  ['kind=grief', 'kind must be one or more of loss, risk, status, bottleneck, breach'],
  ['kind=loss,', 'kind must be one or more of loss, risk, status, bottleneck, breach'],
  ['certainty=sure', 'certainty must be one or more of proved, suspected'],
  ['since=yesterday', 'since must be milliseconds since 1970 or a time like 2026-01-01T00:00:00Z'],
  ['since=2026-13-01T00:00:00Z', 'since must be milliseconds since 1970 or a time like 2026-01-01T00:00:00Z'],
  ['since=2026-01-01T00:00:00', 'since must be milliseconds since 1970 or a time like 2026-01-01T00:00:00Z'],
  ['limit=0', 'limit must be a whole number from 1 to 10000'],
])('400 %s', async (query, message) => {
  const answer = await served.ask(`/api/findings?${query}`);
  expect([answer.status, json(answer)]).toEqual([
    400,
    { error: { code: 'invalid_parameter', message: `the query parameter ${message}` } },
  ]);
});
