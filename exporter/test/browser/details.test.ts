import path from 'node:path';
import { afterAll, beforeAll, expect, it, jest } from '@jest/globals';
import type { Browser, Locator } from 'playwright-core';
import { serve, smallShape, stateOf, type Served } from '../http/serve.ts';
import { launchBrowser, openPage, type Watched } from './browser.ts';

/** Details in a real Chromium: charts of the last hour, and what there is to copy. */
jest.setTimeout(120_000);

const edge = 'consumes:topic:topic-0>group:group-0';
let served: Served;
let browser: Browser;
let watched: Watched;

const details = (): Locator => watched.page.locator('#details');

beforeAll(async () => {
  served = await serve([await stateOf(smallShape)], {
    pageFolder: path.resolve(import.meta.dirname, '../../dist/page'),
  });
  browser = await launchBrowser();
  watched = await openPage(browser, served.url);
});
afterAll(async () => {
  await browser.close();
  await served.close();
});

it('open for a line, which can be linked', async () => {
  // Where other lines cross it cannot be said where a click goes.
  await watched.page.locator(`.kf-edge[data-id="${edge}"] .kf-target`).dispatchEvent('click');
  await details().getByRole('heading', { name: 'topic-0 → group-0' }).waitFor();
  expect(new URL(watched.page.url()).searchParams.get('node')).toBe(edge);
  expect(await details().getByRole('heading', { name: 'Partitions of group-0' }).isVisible()).toBe(true);
  const linked = await openPage(browser, watched.page.url());
  await linked.page.getByRole('heading', { name: 'topic-0 → group-0' }).waitFor();
  await linked.page.close();
});

it('show the last hour, also in words', async () => {
  const unread = details().getByRole('img', { name: /^Records unread, in the last hour: [\d,]+, now [\d,]+$/ });
  await unread.waitFor();
  const isPainted = await unread.locator('canvas').evaluate((canvas: HTMLCanvasElement) => {
    const { data } = canvas.getContext('2d')?.getImageData(0, 0, canvas.width, canvas.height) ?? { data: [] };
    return data.some((part) => part !== 0);
  });
  expect(isPainted).toBe(true);
  const rates = details().getByRole('img', { name: /^Records, in the last hour: read: .*; written: / });
  expect(await rates.count()).toBe(1);
});

it('give PromQL and an alert rule for just that', async () => {
  await watched.page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
  await details().getByText('PromQL and alert rule').click();
  await details().getByRole('button', { name: 'Copy: Seconds behind' }).click();
  await details().getByText('Copied ✓').waitFor();
  expect(await watched.page.evaluate(() => navigator.clipboard.readText())).toBe(
    'kafka_consumergroup_max_lag_seconds{consumergroup="group-0",topic="topic-0"}',
  );
  expect(await details().locator('pre').last().textContent()).toMatch(/^groups:\n[^]*alert: KafkaReaderBehind/);
});

it('mark the text where there is no clipboard', async () => {
  await watched.page.evaluate(() => Object.defineProperty(navigator, 'clipboard', { value: undefined }));
  await details().getByRole('button', { name: 'Copy: Records behind' }).click();
  await details().getByText('Press Ctrl+C').waitFor();
  expect(await watched.page.evaluate(() => getSelection()?.toString())).toContain('kafka_consumergroup_lag_sum{');
});

it('ask nobody else, and have nothing to complain about', () => {
  expect(watched.foreign).toEqual([]);
  expect(watched.errors).toEqual([]);
});
