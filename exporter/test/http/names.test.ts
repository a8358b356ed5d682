import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { GroupDetails, TopicDetails } from '../../src/api.ts';
import { json } from './ask.ts';
import { serve, smallShape, stateOf, type Served } from './serve.ts';

/** Brokers take far fewer as topics, but nearly anything as groups. */
const names = [
  'a/b',
  'a//b/',
  'a b+c%20d&e=f;g,h?i#j',
  '"quoted" and \'quoted\' \\ and `ticked`',
  '<img src=x onerror=alert(1)>',
  'line\nbreak\ttab',
  'Zoë 数据 🐟',
  ':topic(.*)',
  '...',
  '__proto__',
  'n'.repeat(250),
];

let served: Served;

beforeAll(async () => {
  const shape = { topics: names.length, partitionsPerTopic: 1, groups: names.length, offsetsPerGroup: 1 };
  const state = await stateOf(shape, (snapshot) => ({
    ...snapshot,
    topics: snapshot.topics.map((topic, index) => ({ ...topic, name: names[index] ?? '' })),
    groups: snapshot.groups.map((group, index) => ({ ...group, id: names[index] ?? '' })),
  }));
  served = await serve([state]);
});
afterAll(() => served.close());

it.each(names)('%j is found under its encoded name', async (name) => {
  const { topic } = (await served.read(`/api/topics/${encodeURIComponent(name)}`)) as TopicDetails;
  const { group, topics } = (await served.read(`/api/groups/${encodeURIComponent(name)}`)) as GroupDetails;
  expect([topic.topic, group.group, topics.map((row) => row.topic)]).toEqual([name, name, [name]]);
});

it.each(names)('%j is found by a filter that quotes it', async (name) => {
  const filter = encodeURIComponent(`^\\Q${name}\\E$`);
  expect(await served.read(`/api/topics?filter=${filter}`)).toMatchObject({ topics: [{ topic: name }], omitted: 0 });
  expect(await served.read(`/api/groups?filter=${filter}`)).toMatchObject({ groups: [{ group: name }], omitted: 0 });
});

describe('a group whose name is empty', () => {
  let nameless: Served;
  beforeAll(async () => {
    const state = await stateOf(smallShape, (snapshot) => ({
      ...snapshot,
      groups: snapshot.groups.map((group, index) => (index === 0 ? { ...group, id: '' } : group)),
    }));
    nameless = await serve([state]);
  });
  afterAll(() => nameless.close());

  it('is found, and is not taken for all', async () => {
    expect(await nameless.read('/api/groups/')).toMatchObject({ group: { group: '' } });
    expect(await nameless.read('/api/groups?filter=^$')).toMatchObject({ groups: [{ group: '' }] });
    const body = JSON.stringify({
      queries: ['^(?:)$', '^(?:)|$', '.*'].map((group, i) => ({
        refId: String(i),
        queryType: 'lag',
        by: 'group',
        instant: true,
        group,
      })),
    });
    const headers = { 'content-type': 'application/json' };
    const answer = json(await nameless.ask('/api/query', { method: 'POST', headers, body: [Buffer.from(body)] }));
    const { results } = answer as { results: Record<string, { frames: { data: { values: string[][] } }[] }> };
    const groups = ['0', '1', '2'].map((refId) => results[refId]?.frames[0]?.data.values[0]);
    expect(groups).toEqual([[''], ['', 'group-1'], ['', 'group-1']]);
  });
});

it('gives names back as they are in messages, as JSON that no browser takes for HTML', async () => {
  const answer = await served.ask(`/api/topics/${encodeURIComponent('<img src=x onerror=alert(2)>')}`);
  expect(answer.status).toBe(404);
  expect(answer.text).toContain('<img src=x onerror=alert(2)>');
  expect(answer.headers).toMatchObject({
    'content-type': 'application/json; charset=utf-8',
    'x-content-type-options': 'nosniff',
  });
});

// A backtracking engine would need longer than the universe is old.
it.each(['(a+)+$', '(n*)*x', '(n|n)*$y', '(.*)*(.*)*(.*)*!', 'n{0,500}n{0,500}x'])(
  'a pattern like %s is answered',
  async (pattern) => {
    const encoded = encodeURIComponent(pattern);
    for (const path of [`/api/topics?filter=${encoded}`, `/api/groups?filter=${encoded}`]) {
      expect(await served.read(path)).toMatchObject({ cluster: '' });
    }
    expect(await served.read(`/api/graph?topic=${encoded}&group=${encoded}&producer=${encoded}`)).toMatchObject({
      cluster: '',
    });
  },
  30_000,
);
