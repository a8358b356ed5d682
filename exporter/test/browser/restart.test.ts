import { afterAll, beforeAll, expect, it, jest } from '@jest/globals';
import type { Browser, Locator, Page } from 'playwright-core';
import { startCluster, type Cluster } from '../../../cluster/src/cluster.ts';
import { createTopic } from '../kafka/create-topic.ts';
import { startUnderTest, type ExporterUnderTest } from '../kafka/exporter-under-test.ts';
import { launchBrowser, openPage, type Watched } from './browser.ts';

/** The exporter stops and comes back while the page is open in a real Chromium, over a real broker. */
jest.setTimeout(180_000);

let cluster: Cluster;
let exporter: ExporterUnderTest;
let browser: Browser;
let watched: Watched;
let page: Page;

const query = '?node=topic%3Aorders&find=ord';
const partitions = (): Locator => page.locator('#details .table').first().locator('tbody tr');

beforeAll(async () => {
  cluster = await startCluster({ brokers: 1 });
  await createTopic(cluster, 'orders', 3);
  exporter = await startUnderTest({ brokers: cluster.bootstrap });
  browser = await launchBrowser();
  watched = await openPage(browser, `${exporter.url}/${query}`);
  page = watched.page;
  await partitions().last().waitFor();
  await page.evaluate(() => document.body.setAttribute('data-before', ''));
});
afterAll(async () => {
  await browser.close();
  await exporter.close();
  await cluster.stop();
});

it('says that what is seen is old, and keeps it', async () => {
  await exporter.close();
  await page.locator('#banner', { hasText: /^The exporter has not answered since .*What you see is/ }).waitFor();
  // Three intervals of a second.
  await page.locator('.stale #age', { hasText: /^([4-9]|\d\d+) seconds old$/ }).waitFor();
  await page.locator('#banner', { hasText: /([6-9]|\d\d+) seconds old/ }).waitFor();
  expect(await page.locator('.kf-node[data-id="topic:orders"].kf-selected').count()).toBe(1);
  expect(await partitions().count()).toBe(3);
});

it('is live again by itself once the exporter is, where the reader was', async () => {
  await createTopic(cluster, 'payments', 1);
  exporter = await startUnderTest({ brokers: cluster.bootstrap, port: Number(new URL(exporter.url).port) });
  await page.locator('.kf-node[data-id="topic:payments"]').waitFor();
  await page.locator('#banner').waitFor({ state: 'hidden' });
  await page.locator('body:not(.stale)[data-before]').waitFor();
  expect(new URL(page.url()).search).toBe(query);
  expect(await page.locator('#details h2').textContent()).toBe('orders');
  expect(await page.locator('.kf-node[data-id="topic:orders"].kf-selected').count()).toBe(1);
  expect(await page.getByRole('searchbox', { name: 'Find a name' }).inputValue()).toBe('ord');
});

it('has no error but that nobody answered', () => {
  const unanswered =
    /^Failed to load resource: net::ERR_|^Failed to load resource: the server responded with a status of 503/;
  expect(watched.errors.filter((error) => !unanswered.test(error))).toEqual([]);
  expect(watched.foreign).toEqual([]);
});
