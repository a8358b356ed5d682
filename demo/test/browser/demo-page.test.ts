import { afterAll, beforeAll, expect, it, jest } from '@jest/globals';
import type { Browser } from 'playwright-core';
import type { Graph } from '../../../exporter/src/api.ts';
import { launchBrowser, openPage, type Watched } from '../../../exporter/test/browser/browser.ts';
import { violations } from '../../../exporter/test/browser/violations.ts';
import { eventually } from '../../../exporter/test/kafka/eventually.ts';
import { cast } from '../../src/cast.ts';
import { PlayedDemo } from '../kafka/played-demo.ts';

/** The page of the exporter in Chromium, over the demo with probes. Without them: see ../kafka/demo.test.ts. */
jest.setTimeout(180_000);

let demo: PlayedDemo;
let browser: Browser;
let watched: Watched;

beforeAll(async () => {
  demo = await PlayedDemo.start(1, { hasProbes: true });
  browser = await launchBrowser();
  watched = await openPage(browser, demo.exporter.url);
}, 240_000);

afterAll(async () => {
  await browser.close();
  await demo.close();
});

/** Every line on the page, as `source>target`. */
const lines = (): Promise<(string | undefined)[]> =>
  watched.page
    .locator('.kf-edge')
    .evaluateAll((all) => all.map((edge) => edge.getAttribute('data-id')?.replace(/^\w+:/, '')));

it('shows every producer of every scenario by its name, and the pipelines from end to end', async () => {
  await eventually(async () => {
    const seen = await lines();
    const producers = cast.filter(({ kind }) => kind === 'producer').map(({ clientId }) => clientId);
    for (const name of producers) {
      expect(seen).toContainEqual(expect.stringMatching(new RegExp(`^producer:${name}>topic:`)));
    }
    expect(seen).toEqual(
      expect.arrayContaining([
        'producer:web-frontend>topic:logs.access',
        'topic:logs.access>application:log-indexer',
        'application:log-indexer>topic:logs.errors',
        'topic:logs.errors>group:log-alerts',
        'topic:orders>application:payment-service',
        'application:payment-service>topic:payments',
      ]),
    );
  }, 120_000);
});

it('tells what probes say: who writes, and that everything arrives', async () => {
  await eventually(async () => {
    const { edges } = (await demo.exporter.api('/api/graph')) as Graph;
    const of = (source: string, target: string) => edges.find((one) => one.source === source && one.target === target);
    for (const [source, topic, reader] of [
      ['producer:web-frontend', 'topic:logs.access', 'application:log-indexer'],
      ['application:log-indexer', 'topic:logs.errors', 'group:log-alerts'],
      ['producer:web-shop', 'topic:orders', 'application:payment-service'],
      ['application:payment-service', 'topic:payments', 'group:bookkeeping'],
      ['producer:buoy-gateway', 'topic:ocean.pacific', 'group:ocean-dashboard'],
    ] as const) {
      expect([source, of(source, topic)?.evidence]).toEqual([source, expect.arrayContaining(['probe'])]);
      expect([reader, of(topic, reader)?.audit?.completeness]).toEqual([reader, 1]);
    }
  }, 150_000);
  expect(watched.errors).toEqual([]);
});

it('has nothing against it that axe-core knows, and neither has the page of buttons', async () => {
  expect(await violations(watched.page)).toEqual([]);
  const { page, errors } = await openPage(browser, `http://${demo.page.address}/`);
  expect(await violations(page)).toEqual([]);
  expect(errors).toEqual([]);
});
