import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import type { Query, QueryAnswer } from '../../src/api.ts';
import { judgedState, readAtMs } from '../frames/judged-state.ts';
import { json } from './ask.ts';
import { post } from './post.ts';
import { serve, type Served } from './serve.ts';
import { nothingDeclared } from '../../src/topology/topology.ts';

// The thread that lays graphs out takes its time to start on a busy machine.
jest.setTimeout(30_000);

let served: Served;

beforeAll(async () => {
  const topology = {
    ...nothingDeclared,
    producers: [{ name: 'shop', cluster: undefined, writes: { matches: (topic: string) => topic === 'orders' } }],
  };
  served = await serve([await judgedState()], { topology });
  served.clock.nowMs = readAtMs + 2500;
});
afterAll(() => served.close());

/** What each file of golden/frames was asked with, under the refId A. */
const cases: Readonly<Record<string, Omit<Query, 'refId'>>> = {
  'audit-buckets': { queryType: 'auditBuckets' },
  brokers: { queryType: 'brokers' },
  'consume-rate': { queryType: 'consumeRate' },
  'consume-rate.instant': { queryType: 'consumeRate', instant: true },
  'consume-rate.partition': { queryType: 'consumeRate', instant: true, by: 'partition' },
  'disk-free': { queryType: 'diskFree' },
  'disk-free.instant': { queryType: 'diskFree', instant: true },
  findings: { queryType: 'findings' },
  graph: { queryType: 'graph', topic: '^orders$' },
  groups: { queryType: 'groups' },
  lag: { queryType: 'lag' },
  'lag.all': { queryType: 'lag', by: 'all' },
  'lag.all.instant': { queryType: 'lag', by: 'all', instant: true },
  'lag.group': { queryType: 'lag', by: 'group', topic: '^orders$' },
  'lag.instant': { queryType: 'lag', instant: true },
  'lag.none': { queryType: 'lag', instant: true, group: '^nobody$' },
  'lag.partition': { queryType: 'lag', instant: true, by: 'partition', group: '^billing$' },
  lost: { queryType: 'lost' },
  'lost.group': { queryType: 'lost', by: 'group', instant: true },
  'lost.instant': { queryType: 'lost', instant: true },
  'produce-rate': { queryType: 'produceRate', by: 'partition' },
  'produce-rate.instant': { queryType: 'produceRate', instant: true },
  producers: { queryType: 'producers' },
  status: { queryType: 'status' },
  'status.instant': { queryType: 'status', instant: true },
  'status.partition': { queryType: 'status', instant: true, by: 'partition' },
  'time-lag': { queryType: 'timeLag', maxDataPoints: 3 },
  'time-lag.all': { queryType: 'timeLag', by: 'all', instant: true },
  'time-lag.group': { queryType: 'timeLag', by: 'group', instant: true },
  'time-to-loss.instant': { queryType: 'timeToLoss', instant: true },
  topics: { queryType: 'topics' },
};

const from = readAtMs - 3_600_000;
const to = readAtMs + 2500;

describe('the answer to a query', () => {
  it.each(Object.entries(cases))('is as in golden/frames/%s.json', async (name, query) => {
    const answer = await post(served, { from, to, queries: [{ refId: 'A', ...query }] });
    expect(answer.status).toBe(200);
    const golden = readFileSync(new URL(`../golden/frames/${name}.json`, import.meta.url), 'utf8');
    expect(json(answer)).toEqual(JSON.parse(golden));
    // grafana-plugin-sdk-go reads the values by what the schema says, so that it must come first.
    expect(answer.text).toMatch(/^\{"results":\{"A":\{"frames":\[\{"schema":\{"refId":"A",.*\},"data":\{"values":/);
  });

  it('has a golden file for each query type, and no other', () => {
    const types = new Set(Object.values(cases).map(({ queryType }) => queryType));
    expect(types.size).toBe(15);
  });
});

describe('a frame', () => {
  const framesOf = async (query: Omit<Query, 'refId'>) => {
    const answer = json(await post(served, { from, to, queries: [{ refId: 'A', ...query }] })) as QueryAnswer;
    const result = answer.results.A;
    if (result === undefined || !('frames' in result)) throw new Error(JSON.stringify(result));
    return result.frames;
  };

  it.each(Object.entries(cases))('has columns of one length: %s', async (_, query) => {
    for (const { schema, data } of await framesOf(query)) {
      expect(data.values).toHaveLength(schema.fields.length);
      expect(new Set(data.values.map((column) => column.length)).size).toBeLessThanOrEqual(1);
    }
  });

  it.each(Object.entries(cases).filter(([, { instant }]) => instant))(
    'of a query for numbers of now has labels that are never null, and one number in rows of their own: %s',
    async (_, query) => {
      const [frame] = await framesOf(query);
      const fields = frame?.schema.fields ?? [];
      expect(fields.map(({ type }) => type)).toEqual([...fields.slice(1).map(() => 'string'), 'number']);
      expect(frame?.schema.meta).toMatchObject({ type: 'numeric-long', typeVersion: [0, 1] });
      const rows = (frame?.data.values.at(-1) ?? []).map((_value, row) =>
        frame?.data.values.map((column) => column[row]),
      );
      expect(rows.flat()).not.toContain(null);
      const labels = rows.map((row) => JSON.stringify(row?.slice(0, -1)));
      expect(new Set(labels).size).toBe(labels.length);
    },
  );

  it('of a graph has both ends of every edge among its nodes', async () => {
    const [nodes, edges] = await framesOf({ queryType: 'graph' });
    const column = (frame: typeof nodes, name: string) =>
      frame?.data.values[frame.schema.fields.findIndex((field) => field.name === name)] ?? [];
    const ids = new Set(column(nodes, 'id'));
    expect([...column(edges, 'source'), ...column(edges, 'target')].filter((id) => !ids.has(id))).toEqual([]);
    expect(column(edges, 'id').length).toBeGreaterThan(0);
  });
});
