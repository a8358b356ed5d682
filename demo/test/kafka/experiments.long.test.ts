import { existsSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { PlayedDemo } from './played-demo.ts';

/** From each button to what the exporter says of it, and back to healthy. */

let demo: PlayedDemo;

beforeAll(async () => {
  demo = await PlayedDemo.start(3);
}, 240_000);

afterAll(() => demo.close(), 60_000);

it.each([
  ['consumer-stops', /^ocean-dashboard: STOP: /],
  ['consumer-slow', /^log-indexer: (WARN|STALL): /],
  ['burst', /^logs\.access receives \d{3,} records per second/],
  ['offsets-reset', /^\d+ records are unread again; ocean-dashboard/],
  ['broker-dies', /lacked a replica, and have all of them again/],
  ['records-expire', /ocean-archive/],
  ['unclean-election', /^experiment\.election: (at least )?[1-9]\d* records were acknowledged and then cut off/],
  ['ramp', /of \d+ MB per second only [\d.]+ arrived|received [\d.]+ MB per second, and no broker choked/],
  ['disk-full', /^Broker 3: .*; then: Broker 3: .*\/kafkascope-disk-.* is offline/],
])(
  '%s is seen',
  async (name, told) => {
    await demo.untilHealthy();
    const report = await demo.experiment(name, 400);
    expect([report.state, report.told]).toEqual(['seen', expect.stringMatching(told)]);
    expect(report.seconds).toBeGreaterThan(0);
    expect((await demo.page.post('/reset')).status).toBe(200);
    await demo.untilBroughtBack();
    const [, disk] = /(\/\S*kafkascope-disk-\w+)/.exec(report.told) ?? [];
    if (disk !== undefined) expect(existsSync(disk)).toBe(false);
  },
  600_000,
);

it('a reset gives up what runs, and of those that end brokers only one does', async () => {
  for (const name of ['ramp', 'disk-full']) expect((await demo.page.post(`/experiments/${name}`)).status).toBe(200);
  const other = await demo.page.post('/experiments/unclean-election');
  expect([other.status, other.text]).toEqual([409, expect.stringContaining('disk-full runs')]);
  // Into the restart of the broker.
  await sleep(3_000);
  expect((await demo.page.post('/reset')).status).toBe(200);
  const { experiments } = await demo.page.state();
  expect(experiments.filter(({ state }) => state !== 'ready')).toEqual([]);
  await demo.untilBroughtBack();
}, 400_000);
