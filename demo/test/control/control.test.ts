import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { cast } from '../../src/cast.ts';
import { serveControl } from '../../src/control/server.ts';
import { Laboratory } from '../../src/experiments/laboratory.ts';
import { Performer } from '../../src/performer.ts';
import { ControlPage } from './control-page.ts';

/** The control page with its roles' real processes, which look for a broker where there is none. */

/** An exporter that takes its time. */
const exporter = createServer();
let page: ControlPage;
let close: () => Promise<void>;

beforeAll(async () => {
  process.env.KAFKA_BROKERS = '127.0.0.1:1';
  await once(exporter.listen(0, '127.0.0.1'), 'listening');
  process.env.KAFKASCOPE_URL = `http://127.0.0.1:${String((exporter.address() as AddressInfo).port)}`;
  const performers = cast.map((member) => new Performer(member));
  const server = serveControl(performers, new Laboratory(performers), 0);
  await once(server, 'listening');
  page = new ControlPage((server.address() as AddressInfo).port);
  close = async () => {
    server.close();
    exporter.closeAllConnections();
    exporter.close();
    await Promise.all(performers.map((performer) => performer.stop()));
  };
});

afterAll(() => close());

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
    ['an unknown path', '/nowhere', '', {}, 404, 'unknown_path'],
    ['a body that is no JSON', '/producers/buoys/burst', 'records=3', {}, 400, 'no_json'],
    ['a body that is no object', '/producers/buoys/burst', '[3]', {}, 400, 'no_object'],
    ['a burst of nothing', '/producers/buoys/burst', '{"records":0}', {}, 400, 'bad_field'],
    ['a part of a record', '/producers/buoys/burst', '{"records":1.5}', {}, 400, 'bad_field'],
    ['a burst in words', '/producers/buoys/burst', '{"records":"many"}', {}, 400, 'bad_field'],
    ['a load out of bounds', '/producers/buoys/load', '{"factor":1e9}', {}, 400, 'bad_field'],
    ['a field that nobody reads', '/producers/buoys/stop', '{"force":true}', {}, 400, 'unknown_field'],
    ['a large body', '/reset', `{"a":"${'x'.repeat(20_000)}"}`, {}, 413, 'too_large'],
    ['what a role cannot do', '/consumers/couriers/pause', '', {}, 409, 'not_here'],
    ['to kill the only broker', '/experiments/broker-dies', '', {}, 409, 'not_here'],
    ["to fill a disk of somebody else's broker", '/experiments/disk-full', '', {}, 409, 'not_here'],
    ["to load somebody else's brokers", '/experiments/ramp', '', {}, 409, 'not_here'],
    ['to kill two brokers of one', '/experiments/unclean-election', '', {}, 409, 'not_here'],
  ])('%s', async (_, path, body, headers, status, code) => {
    const answer = await page.post(path, body, headers);
    const { error } = JSON.parse(answer.text) as { error: { code: string; message: string } };
    expect([answer.status, error.code]).toEqual([status, code]);
    expect(error.message).toMatch(/^.{20,}\.$/s);
  });

  it('a button of this page, with the page and why', async () => {
    const { status, text } = await page.post('/experiments/broker-dies', '', { accept: 'text/html,*/*;q=0.8' });
    expect([status, text]).toEqual([
      409,
      expect.stringMatching(/<p role="alert">This cannot be done here: .*<\/a><\/p>/),
    ]);
    expect(text).toContain('Try it out');
  });

  it('another method', async () => {
    expect((await page.get('/reset')).status).toBe(404);
  });
});

it('shows every experiment and role on a page that runs no script', async () => {
  const { text } = await page.get('/');
  const { roles, experiments } = await page.state();
  for (const { does, shows } of experiments) {
    expect(text).toContain(does.replaceAll("'", '&#39;'));
    expect(text).toContain(shows.replaceAll("'", '&#39;'));
  }
  for (const { clientId } of roles) expect(text).toContain(`<td>${clientId}</td>`);
  expect(text.match(/<script[^>]*>/g)).toEqual(['<script src="/page.js" defer>']);
  expect(text).toContain(`<a href="${process.env.KAFKASCOPE_URL ?? ''}"`);
});

it('has no button for what a role cannot do', async () => {
  const { text } = await page.get('/');
  expect(text).toContain('action="/consumers/couriers/slow"');
  expect(text).not.toContain('action="/consumers/couriers/pause"');
});

it('does what ten buttons at once say, and a start while starting', async () => {
  const starts = Array.from({ length: 5 }, () =>
    page.post('/producers/buoys/start', '', { origin: `http://${page.address}` }),
  );
  const answers = await Promise.all([
    ...starts,
    page.post('/producers/buoys/stop'),
    page.post('/producers/buoys/start'),
    page.post('/producers/buoys/stop'),
    page.post('/consumers/alerts/slow'),
    page.post('/consumers/alerts/start'),
  ]);
  expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 200));
  await page.post('/producers/buoys/stop');
  await Promise.all(Array.from({ length: 10 }, () => page.post('/producers/buoys/start')));
  expect(processesOf('ocean.ts buoys')).toHaveLength(1);
  const { roles } = await page.state();
  expect(roles.filter(({ state }) => state !== 'stopped').map(({ name }) => name)).toEqual(['buoys', 'alerts']);
});

it('does an experiment once, however often its button is pressed at once', async () => {
  const answers = await Promise.all(Array.from({ length: 10 }, () => page.post('/experiments/burst')));
  expect(answers.map(({ status }) => status).sort()).toEqual([200, ...Array.from({ length: 9 }, () => 409)]);
  const refused = answers.find(({ status }) => status === 409)?.text ?? '';
  expect(JSON.parse(refused)).toEqual({
    error: { code: 'runs', message: 'burst runs already: wait until it was seen.' },
  });
  const { experiments } = await page.state();
  expect(experiments.filter(({ state }) => state === 'running').map(({ name }) => name)).toEqual(['burst']);
});

it('outlives an order to a role that has ended this very moment', async () => {
  const performer = new Performer({ name: 'nobody', scenario: 'nothing', kind: 'producer', clientId: 'nobody' });
  performer.start();
  // Its process finds no such scenario and is gone, and nobody has been told: this one is asleep.
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 2_000);
  performer.order({ load: 2 });
  expect([performer.state, performer.load]).toEqual(['running', 2]);
  await performer.stop();
  expect(performer.state).toBe('stopped');
});

/** The children of this process whose command line ends so. */
function processesOf(commandLine: string): string[] {
  const children = execFileSync('ps', ['-o', 'args=', '--ppid', String(process.pid)], { encoding: 'utf8' });
  return children.split('\n').filter((line) => line.trimEnd().endsWith(commandLine));
}
