import path from 'node:path';
import { afterAll, beforeAll, expect, it, jest } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import { serve, smallShape, stateOf, type Served } from '../http/serve.ts';
import { launchBrowser, openPage } from './browser.ts';

/** Finding one's way in a real Chromium: names grouped, found, and what had no room opened. */
jest.setTimeout(120_000);

const pageFolder = path.resolve(import.meta.dirname, '../../dist/page');
let small: Served;
let large: Served;
let browser: Browser;

beforeAll(async () => {
  small = await serve([await stateOf(smallShape)], { pageFolder });
  large = await serve([await stateOf({ ...smallShape, topics: 230 })], { pageFolder });
  browser = await launchBrowser();
});
afterAll(async () => {
  await browser.close();
  await Promise.all([small.close(), large.close()]);
});

const titles = (page: Page): Promise<string[]> => page.locator('.kf-title').allTextContents();

it('groups names that begin alike, and draws them apart again; both can be linked', async () => {
  const { page, errors } = await openPage(browser, small.url);
  await page.getByRole('button', { name: 'Group names' }).click();
  const card = page.locator('.kf-node', { hasText: 'topic-*' });
  await card.waitFor();
  expect((await titles(page)).sort()).toEqual(['group-*', 'topic-*', 'unknown producers']);
  await card.click();
  const inside = page.locator('#details').locator('tbody').getByRole('button');
  await inside.first().waitFor();
  expect((await inside.allTextContents()).sort()).toEqual(['topic-0', 'topic-1', 'topic-2']);
  await page.getByRole('button', { name: 'Draw them apart' }).click();
  await page.locator('.kf-node', { hasText: 'topic-1' }).waitFor();
  await page.reload();
  await page.locator('.kf-node', { hasText: 'topic-1' }).waitFor();
  expect((await titles(page)).sort()).toEqual(['group-*', 'topic-0', 'topic-1', 'topic-2', 'unknown producers']);
  await page.getByRole('button', { name: 'Group names' }).click();
  await page.locator('.kf-node', { hasText: 'group-1' }).waitFor();
  expect(new URL(page.url()).search).toBe('');
  expect(errors).toEqual([]);
  await page.close();
});

it('lets what one seeks stand out, and leads from one to the next', async () => {
  const { page } = await openPage(browser, small.url);
  await page.locator('.kf-node').first().waitFor();
  await page.keyboard.press('/');
  await page.keyboard.type('GROUP');
  await page.getByText('2 cards').waitFor();
  const bright = page.locator('.kf-focus .kf-node.kf-near .kf-title');
  expect((await bright.allTextContents()).sort()).toEqual(['group-0', 'group-1']);
  for (const name of ['group-0', 'group-1', 'group-0']) {
    await page.keyboard.press('Enter');
    await page.locator('#details h2', { hasText: name }).waitFor();
  }
  await page.locator('#find-count', { hasText: '1 of 2' }).waitFor();
  expect(new URL(page.url()).searchParams.get('find')).toBe('GROUP');
  await page.close();
});

it('opens the card of what had no room', async () => {
  const { page } = await openPage(browser, large.url);
  const more = page.locator('.kf-node.kf-more');
  await more.waitFor({ state: 'attached' });
  // It is out of sight, and what is out of sight is not drawn.
  await page.keyboard.press('/');
  await page.keyboard.type('more topics');
  await page.getByText('1 card').waitFor();
  await page.keyboard.press('Enter');
  expect(await more.isVisible()).toBe(true);
  await page.getByRole('button', { name: 'Draw them apart' }).click();
  await more.waitFor({ state: 'detached' });
  expect(await page.locator('.kf-node.kf-topic').count()).toBe(230);
  expect(new URL(page.url()).searchParams.get('limit')).toBe('400');
  await page.close();
});
