import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { PlayedDemo } from './played-demo.ts';

/** The control page: from each button to what the exporter says of it, and what is refused. */

let demo: PlayedDemo;

beforeAll(async () => {
  demo = await PlayedDemo.start(1);
}, 180_000);

afterAll(() => demo.close(), 60_000);

describe('what is refused', () => {
  it.each<[what: string, path: string, body: string, headers: Record<string, string>, status: number, code: string]>([
    ['an order from another page', '/reset', '', { origin: 'https://example.org' }, 403, 'foreign_origin'],
    ['an order from a page in a sandbox', '/reset', '', { origin: 'null' }, 403, 'foreign_origin'],
    ["a name that somebody's DNS leads here", '/reset', '', { host: 'example.org' }, 403, 'foreign_host'],
    ['an unknown role', '/producers/nobody/start', '', {}, 404, 'unknown_name'],
    ['a consumer among producers', '/producers/dashboard/start', '', {}, 404, 'unknown_name'],
    ['an unknown order', '/consumers/dashboard/explode', '', {}, 404, 'unknown_name'],
    ['an order that every object has', '/consumers/dashboard/constructor', '', {}, 404, 'unknown_name'],
    ['an unknown experiment', '/experiments/nothing', '', {}, 404, 'unknown_name'],
    ['an unknown path', '/producers', '', {}, 404, 'unknown_path'],
    ['a body that is no JSON', '/producers/buoys/burst', 'records=3', {}, 400, 'no_json'],
    ['a body that is no object', '/producers/buoys/burst', '[3]', {}, 400, 'no_object'],
    ['a burst of nothing', '/producers/buoys/burst', '{"records":0}', {}, 400, 'bad_field'],
    ['a burst in words', '/producers/buoys/burst', '{"records":"many"}', {}, 400, 'bad_field'],
    ['a load out of bounds', '/producers/buoys/load', '{"factor":1e9}', {}, 400, 'bad_field'],
    ['a field that nobody reads', '/producers/buoys/stop', '{"force":true}', {}, 400, 'unknown_field'],
    ['a large body', '/reset', `{"a":"${'x'.repeat(20_000)}"}`, {}, 413, 'too_large'],
    ['to kill the only broker', '/experiments/broker-dies', '', {}, 409, 'not_here'],
  ])('%s', async (_, path, body, headers, status, code) => {
    const answer = await demo.post(path, body, headers);
    const { error } = JSON.parse(answer.text) as { error: { code: string; message: string } };
    expect([answer.status, error.code]).toEqual([status, code]);
    expect(error.message).toMatch(/^.{20,}\.$/s);
  });

  it('another method', async () => {
    expect((await demo.get('/reset')).status).toBe(404);
  });
});

it('shows every experiment and role on a page that runs no script', async () => {
  const { text } = await demo.get('/');
  const { roles, experiments } = await demo.state();
  for (const { does, shows } of experiments) {
    expect(text).toContain(does.replaceAll("'", '&#39;'));
    expect(text).toContain(shows.replaceAll("'", '&#39;'));
  }
  for (const { clientId } of roles) expect(text).toContain(`<td>${clientId}</td>`);
  expect(text).not.toContain('<script');
});

it('does what ten buttons at once say, and a start while starting', async () => {
  const starts = Array.from({ length: 5 }, () =>
    demo.post('/producers/buoys/start', '', { origin: `http://${demo.address}` }),
  );
  const answers = await Promise.all([
    ...starts,
    demo.post('/producers/buoys/stop'),
    demo.post('/producers/buoys/start'),
    demo.post('/producers/buoys/stop'),
    demo.post('/reset'),
    demo.post('/reset'),
  ]);
  expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 200));
  await demo.post('/reset');
  const stopped = (await demo.state()).roles.filter(({ state }) => state === 'stopped' || state === 'stopping');
  expect(stopped).toEqual([]);
});

describe('is seen', () => {
  afterEach(async () => {
    expect((await demo.post('/reset')).status).toBe(200);
    await demo.untilHealthy();
  }, 150_000);

  it.each([
    ['consumer-stops', /^ocean-dashboard: STOP: /],
    ['consumer-slow', /^log-indexer: (WARN|STALL): /],
    ['burst', /^logs\.access receives \d{4,} records per second/],
    ['offsets-reset', /^ocean-dashboard: REWIND: /],
  ])(
    '%s',
    async (name, told) => {
      const report = await demo.experiment(name);
      expect([report.state, report.told]).toEqual(['seen', expect.stringMatching(told)]);
      expect(report.seconds).toBeGreaterThan(0);
    },
    240_000,
  );
});
