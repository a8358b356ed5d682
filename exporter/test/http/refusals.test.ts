import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { json } from './ask.ts';
import { serve, smallShape, stateOf, type Served } from './serve.ts';

let served: Served;

beforeAll(async () => {
  served = await serve([
    await stateOf({ ...smallShape, cluster: 'ocean' }),
    await stateOf({ ...smallShape, cluster: 'logs' }),
  ]);
});
afterAll(() => served.close());

const error = (code: string, message: RegExp) => ({
  error: { code, message: expect.stringMatching(message) as unknown as string },
});

it.each<[string, string, RegExp]>([
  ['/api/nothing', 'not_found', /^there is nothing at \/api\/nothing; there are \/metrics, \/, .*\/api\/graph/],
  ['/metrics/more', 'not_found', /\/metrics\/more/],
  ['/..%2f..%2fetc/passwd', 'not_found', /nothing at/],
  ['/../../etc/passwd', 'not_found', /nothing at/],
  ['/page.js.map', 'not_found', /nothing at/],
  ['/%zz', 'not_found', /nothing at \/%zz/],
  ['//example.org/', 'not_found', /nothing at/],
  ['/<img src=x onerror=alert(1)>'.replaceAll(' ', '%20'), 'not_found', /nothing at/],
  ['/api/topics?cluster=pond', 'unknown_cluster', /^there is no cluster "pond"; known: ocean, logs$/],
  ['/api/graph?cluster=pond', 'unknown_cluster', /pond/],
  ['/api/topics/none', 'unknown_topic', /^there is no topic "none", or it is filtered out$/],
  ['/api/topics/%zz', 'unknown_topic', /"%zz"/],
  ['/api/topics/__proto__', 'unknown_topic', /"__proto__"/],
  ['/api/groups/none', 'unknown_group', /^there is no group "none", or it is filtered out$/],
])('404 %s', async (path, code, message) => {
  const answer = await served.ask(path);
  expect([answer.status, json(answer)]).toEqual([404, error(code, message)]);
  expect(answer.headers['x-content-type-options']).toBe('nosniff');
});

const limit = /limit must be a whole number from 1 to 10000$/;
it.each<[string, RegExp]>([
  ['/api/graph?view=moon', /^the query parameter view must be one of flow, brokers, members$/],
  ['/api/graph?view=__proto__', /view must be one of/],
  ['/api/graph?limit=1001', /limit must be a whole number from 1 to 1000$/],
  ...['0', '-1', '1.5', '1e3', 'many', '10001', '99999999999999999999', 'NaN', '0x10', '%201', 'null'].map(
    (text): [string, RegExp] => [`/api/topics?limit=${text}`, limit],
  ),
  ['/api/groups?limit=0', limit],
  ['/api/producers?limit=0', limit],
  ['/api/topics/topic-0?limit=0', limit],
  ['/api/groups/group-0?limit=0', limit],
  ['/api/topics?limit=1&limit=2', /^the query parameter limit is given more than once$/],
  ['/api/topics?cluster=ocean&cluster=logs', /cluster is given more than once/],
  ['/api/graph?view=flow&view=flow', /view is given more than once/],
  ['/api/graph?topic=a&topic=b', /topic is given more than once/],
  ['/api/topics?filter=(', /^the query parameter filter is not an RE2 pattern: missing closing \)/],
  ['/api/topics?filter=[', /filter is not an RE2 pattern/],
  ['/api/groups?filter=*', /filter is not an RE2 pattern/],
  ['/api/producers?filter=(?=a)', /filter is not an RE2 pattern/],
  ['/api/graph?topic=(a)%5C1', /topic is not an RE2 pattern/],
  ['/api/graph?group=a{1001}', /group is not an RE2 pattern/],
  ['/api/graph?producer=)', /producer is not an RE2 pattern/],
  [`/api/topics?filter=${'a'.repeat(1001)}`, /filter is longer than 1000 characters$/],
])('400 %s', async (path, message) => {
  const answer = await served.ask(path);
  expect([answer.status, json(answer)]).toEqual([400, error('invalid_parameter', message)]);
});

describe('methods', () => {
  it.each(['POST', 'PUT', 'DELETE', 'PATCH', 'OPTIONS'])('405 %s', async (method) => {
    for (const path of ['/', '/metrics', '/api/graph', '/api/topics/topic-0']) {
      const answer = await served.ask(path, { method });
      expect([answer.status, answer.headers.allow, json(answer)]).toEqual([
        405,
        'GET, HEAD',
        error('method_not_allowed', new RegExp(`^${method} is not possible here, only GET, HEAD$`)),
      ]);
    }
  });

  it('404 where there is nothing, whatever the method', async () => {
    expect(json(await served.ask('/nothing', { method: 'POST' }))).toEqual(error('not_found', /nothing/));
  });
});

it('chooses the cluster that is named, and the first one otherwise', async () => {
  expect(await served.read('/api/topics?cluster=logs')).toMatchObject({ cluster: 'logs' });
  expect(await served.read('/api/topics')).toMatchObject({ cluster: 'ocean' });
  expect(await served.read('/api/clusters')).toMatchObject({ clusters: [{ cluster: 'ocean' }, { cluster: 'logs' }] });
});

it('logs no fault for what is asked wrongly', () => {
  expect(served.log).toEqual([]);
});
