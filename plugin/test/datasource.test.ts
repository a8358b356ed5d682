import { beforeEach, describe, expect, it } from '@jest/globals';
import { CoreApp, LoadingState, dateTime } from '@grafana/data';
import type { AdHocVariableFilter, DataFrame, DataQueryRequest } from '@grafana/data';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { firstValueFrom } from 'rxjs';
import type { KafkascopeQuery } from '../src/types.ts';
import type { VariableSupport } from '../src/variable-support.ts';
import { dataSource, listOf, useServer, useVariables } from './grafana.ts';

const golden = path.join(import.meta.dirname, '../../exporter/test/golden/frames');
const recorded = (name: string): unknown => JSON.parse(readFileSync(path.join(golden, `${name}.json`), 'utf8'));

function request(targets: KafkascopeQuery[], filters: AdHocVariableFilter[] = []): DataQueryRequest<KafkascopeQuery> {
  const [from, to] = [dateTime('2026-01-01T00:00:00Z'), dateTime('2026-01-01T01:00:00Z')];
  return {
    requestId: 'Q1',
    interval: '1m',
    intervalMs: 60_000,
    maxDataPoints: 500,
    range: { from, to, raw: { from, to } },
    scopedVars: {},
    targets,
    timezone: 'utc',
    app: CoreApp.Dashboard,
    startTime: 0,
    filters,
  };
}

beforeEach(() => {
  useVariables({
    one: { value: 'ocean.pacific' },
    many: { value: ['orders', 'ocean.pacific'] },
    all: { value: Array.from({ length: 20_000 }, (_, at) => `topic-${at}`), isAll: true },
    empty: { value: '' },
    none: { value: [] },
    All: { value: ['All'] },
    cluster: { value: 'east' },
  });
});

describe('getDefaultQuery', () => {
  it.each([
    [CoreApp.Dashboard, 'graph'],
    [CoreApp.PanelEditor, 'graph'],
    [CoreApp.Explore, 'graph'],
    [CoreApp.UnifiedAlerting, 'lag'],
    [CoreApp.CloudAlerting, 'lag'],
  ])('in %s shows the %s', (app, queryType) => {
    expect(dataSource().getDefaultQuery(app).queryType).toBe(queryType);
  });
});

it('asks nothing for what is hidden or without a type', () => {
  const source = dataSource();
  expect([
    source.filterQuery({ refId: 'A', queryType: 'lag' }),
    source.filterQuery({ refId: 'A', queryType: 'lag', hide: true }),
    source.filterQuery({ refId: 'A' }),
  ]).toEqual([true, false, false]);
});

describe('applyTemplateVariables', () => {
  it.each([
    ['a pattern of its own', '^ord', '^ord'],
    ['nothing', '', ''],
    ['one value', '$one', String.raw`^ocean\.pacific$`],
    ['one value in braces', ' ${one} ', String.raw`^ocean\.pacific$`],
    ['several values', '[[many]]', String.raw`^(?:orders|ocean\.pacific)$`],
    ['one value within a pattern', '^$one$', String.raw`^ocean\.pacific$`],
    ['several values within a pattern', '^x-$many', String.raw`^x-(?:orders|ocean\.pacific)`],
    ['a format of its own', '${many:csv}', 'orders,ocean.pacific'],
    ['All', '$all', '.*'],
    ['All within a pattern', '^${all}-x$', '^.*-x$'],
    ['a topic that is called All', '$All', '^All$'],
    ['an empty variable', '$empty', ''],
    ['a variable without values', '$none', ''],
    ['a variable that does not exist', '$missing', '$missing'],
    ['a pattern that ends', 'orders$', 'orders$'],
  ])('puts in %s', (_, topic, expected) => {
    expect(dataSource().applyTemplateVariables({ refId: 'A', queryType: 'lag', topic }, {}).topic).toBe(expected);
  });

  it.each([
    ['$cluster', 'east'],
    ['$all', ''],
    ['west', 'west'],
  ])('takes %s for a cluster', (cluster, expected) => {
    expect(dataSource().applyTemplateVariables({ refId: 'A', cluster }, {}).cluster).toBe(expected);
  });

  it('prefers the value of a repeated panel', () => {
    const asked = dataSource().applyTemplateVariables({ refId: 'A', group: '$many' }, { many: { value: 'orders' } });
    expect(asked.group).toBe('^orders$');
  });
});

describe('ad hoc filters', () => {
  const filter = (key: string, operator: string, value: string, values?: string[]): AdHocVariableFilter => ({
    key,
    operator,
    value,
    ...(values === undefined ? {} : { values }),
  });

  it.each([
    ['', [filter('topic', '=', 'a.b')], String.raw`^a\.b$`],
    ['', [filter('topic', '=|', 'a', ['a', 'b'])], '^(?:a|b)$'],
    ['', [filter('topic', '=~', '^a')], '^a'],
    ['.*', [filter('topic', '=~', '^a')], '^a'],
    ['^a', [filter('topic', '=', 'a.b')], String.raw`^a\.b$`],
    ['(?i)^A', [filter('topic', '=', 'a.b')], String.raw`^a\.b$`],
    ['^c', [filter('topic', '=', 'a.b')], String.raw`^\b$`],
    ['', [filter('topic', '=|', 'a', ['a', 'b']), filter('topic', '=', 'b')], '^b$'],
    ['', [filter('topic', '=~', '^a'), filter('topic', '=|', 'a', ['ax', 'b'])], '^ax$'],
  ])('narrow %j by %j', (topic, filters, expected) => {
    expect(dataSource().applyTemplateVariables({ refId: 'A', topic }, {}, filters).topic).toBe(expected);
  });

  it.each([
    [
      filter('topic', '!=', 'a'),
      'The filter "topic != a" cannot be asked: use = or "one of" for names, or =~ for a pattern.',
    ],
    [filter('broker', '=', '1'), 'There is no filter on "broker", only on topic, group, producer.'],
    [filter('topic', '=~', '^b'), 'The query and the filters have different patterns for "topic": ^a and ^b.'],
  ])('say why %j is refused', async (one, sentence) => {
    useServer(() => ({ results: {} }));
    const answer = firstValueFrom(dataSource().query(request([{ refId: 'A', queryType: 'lag', topic: '^a' }], [one])));
    await expect(answer).rejects.toThrow(sentence);
  });

  it('offer keys and values', async () => {
    useServer(({ url }) => listOf(url, { topics: ['orders'], groups: ['billing'] }));
    const source = dataSource();
    expect(await source.getTagKeys()).toEqual([{ text: 'topic' }, { text: 'group' }, { text: 'producer' }]);
    expect(await source.getTagValues({ key: 'group', filters: [] })).toEqual([{ text: 'billing', value: 'billing' }]);
    expect(await source.getTagValues({ key: 'other', filters: [] })).toEqual([]);
  });
});

describe('query', () => {
  it('sends one request for all queries, with variables in place', async () => {
    const requests = useServer(() => recorded('lag'));
    const response = await firstValueFrom(
      dataSource().query(
        request([
          { refId: 'A', queryType: 'lag', topic: '$one' },
          { refId: 'B', queryType: 'status' },
        ]),
      ),
    );
    expect(requests).toHaveLength(1);
    expect(requests[0]?.data).toMatchObject({
      queries: [
        { refId: 'A', queryType: 'lag', topic: String.raw`^ocean\.pacific$`, maxDataPoints: 500 },
        { refId: 'B', queryType: 'status' },
      ],
    });
    expect(response.state).not.toBe(LoadingState.Error);
    expect((response.data as DataFrame[])[0]?.fields[0]?.type).toBe('time');
  });

  it('gives graphs their links', async () => {
    useServer(() => recorded('graph'));
    const { data } = await firstValueFrom(dataSource().query(request([{ refId: 'A', queryType: 'graph' }])));
    const [nodes, edges] = data as DataFrame[];
    expect(nodes?.fields.find(({ name }) => name === 'id')?.config.links).toHaveLength(2);
    expect(edges?.fields.find(({ name }) => name === 'id')?.config.links).toHaveLength(2);
  });

  it('finds names as they are typed', async () => {
    const requests = useServer(({ url }) => listOf(url, { topics: ['ocean.pacific'] }));
    expect(await dataSource().search('topics', 'n.p', '$cluster', 100)).toEqual(['ocean.pacific']);
    expect(requests[0]?.url).toMatch(/\/api\/datasources\/uid\/kafka\/resources\/topics$/);
    expect(requests[0]?.params).toEqual({ cluster: 'east', filter: String.raw`(?i)n\.p`, limit: 100 });
  });
});

describe('annotations', () => {
  it('are findings, whatever was chosen', () => {
    const { annotations } = dataSource();
    const anno = { name: 'x', enable: true, iconColor: 'red' };
    expect(annotations.prepareQuery?.({ ...anno, target: { refId: 'X', queryType: 'lag', kind: 'risk' } })).toEqual({
      refId: 'X',
      queryType: 'findings',
      kind: 'risk',
    });
    expect(annotations.prepareQuery?.(anno)).toEqual({ refId: 'Anno', queryType: 'findings' });
  });
});

describe('variables', () => {
  it.each([
    [
      { list: 'groups', filter: '^b' },
      { groups: ['billing'] },
      { cluster: '', filter: '^b', limit: 10_000 },
      [{ text: 'billing', value: 'billing' }],
    ],
    [
      { list: 'topics', filter: '$many', cluster: '$cluster' },
      { topics: [] },
      { cluster: 'east', filter: String.raw`^(?:orders|ocean\.pacific)$` },
      [],
    ],
    [{ list: 'clusters' }, { clusters: [''] }, {}, [{ text: 'default', value: '' }]],
    [{ list: 'brokers' }, { brokers: ['1'] }, {}, [{ text: '1', value: '1' }]],
    [{}, { topics: ['orders'] }, {}, [{ text: 'orders', value: 'orders' }]],
  ] as const)('list names for %j', async (query, names, params, expected) => {
    const requests = useServer(({ url }) => listOf(url, names));
    const { variables } = dataSource();
    const asked = { ...request([]), targets: [{ refId: 'V', ...query }] };
    const { data } = await firstValueFrom((variables as VariableSupport).query(asked));
    expect(data).toEqual(expected);
    expect(requests[0]?.params).toMatchObject(params);
  });
});

describe('getQueryDisplayText', () => {
  it.each([
    [{ queryType: 'graph' }, 'Graph'],
    [{ queryType: 'lag', topic: '^orders$', instant: true }, 'Lag by topic · topic orders · now'],
    [
      { queryType: 'timeLag', by: 'group', group: '^log-', cluster: 'east' },
      'Time lag by group · cluster east · group ^log-',
    ],
    [{ queryType: 'produceRate', by: 'group' }, 'Produce rate by topic'],
    [{ queryType: 'lag', by: 'all' }, 'Lag, all together'],
    [{ queryType: 'newer' as 'lag' }, 'Unknown type newer'],
    [{}, 'Nothing chosen'],
  ] as const)('says of %j: %s', (query, text) => {
    expect(dataSource().getQueryDisplayText({ refId: 'A', ...query })).toBe(text);
  });
});
