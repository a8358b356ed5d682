import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { PlayedDemo } from './played-demo.ts';

/** From each button to what the exporter says of it. */

let demo: PlayedDemo;

beforeAll(async () => {
  demo = await PlayedDemo.start(1);
}, 180_000);

afterAll(() => demo.close(), 60_000);

describe('is seen', () => {
  afterEach(async () => {
    expect((await demo.page.post('/reset')).status).toBe(200);
    await demo.untilHealthy();
  }, 150_000);

  it.each([
    ['consumer-stops', /^ocean-dashboard: STOP: /],
    ['consumer-slow', /^log-indexer: (WARN|STALL): /],
    ['burst', /^logs\.access receives \d{3,} records per second/],
    ['offsets-reset', /^\d+ records are unread again; ocean-dashboard/],
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
