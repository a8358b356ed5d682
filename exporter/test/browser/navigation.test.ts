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

it('leaves in the table what is sought, and says when that is nothing', async () => {
  const { page, errors } = await openPage(browser, `${small.url}/?as=table&find=GROUP-1`);
  const rows = page.locator('#flow-table tbody tr');
  await rows.first().waitFor();
  for (const text of await rows.allTextContents()) expect(text).toContain('group-1');
  const sought = await rows.count();
  await page.getByRole('searchbox', { name: 'Find a name' }).fill('');
  await page.locator('#flow-table', { hasText: 'group-0' }).waitFor();
  expect(await rows.count()).toBeGreaterThan(sought);
  await page.getByRole('searchbox', { name: 'Find a name' }).fill('nowhere');
  await page.getByText('No name here has “nowhere” in it.').waitFor();
  expect(errors).toEqual([]);
  await page.close();
});

it('opens the card of what had no room', async () => {
  const { page } = await openPage(browser, large.url);
  await page.locator('.kf-node').first().waitFor();
  // It is out of sight, and what is out of sight has no card yet.
  await page.keyboard.press('/');
  await page.keyboard.type('more topics');
  await page.getByText('1 card').waitFor();
  await page.keyboard.press('Enter');
  await page.locator('.kf-node.kf-more').waitFor();
  await page.getByRole('button', { name: 'Draw them apart' }).click();
  await page.getByLabel(`Graph of ${String(230 + 3)} nodes.`).waitFor({ state: 'attached' });
  expect(new URL(page.url()).searchParams.get('limit')).toBe('400');
  await page.close();
});

it('leads by keyboard to what was out of sight, at every scale', async () => {
  const { page } = await openPage(browser, `${large.url}/?limit=400`);
  const focused = (): Promise<string> => page.locator('.kf-node:focus .kf-title').innerHTML();
  await page.locator('.kf-node.kf-topic').first().focus();
  const first = await focused();
  const passed = new Set([first]);
  for (let i = 0; i < 40; i++) {
    await page.keyboard.press('ArrowDown');
    passed.add(await focused());
  }
  expect(passed.size).toBe(41);
  expect(await page.locator('.kf-node:focus').isVisible()).toBe(true);
  // So far away that nothing can be read, and only what the keyboard is at has a card of its own.
  for (let i = 0; i < 15; i++) await page.getByRole('button', { name: 'Zoom out' }).click();
  await page.locator('.kf-far').waitFor({ state: 'attached' });
  await page.locator('.kf-node[tabindex="0"]').focus();
  for (let i = 0; i < 40; i++) await page.keyboard.press('ArrowUp');
  expect(await focused()).toBe(first);
  await page.keyboard.press('Enter');
  await page.locator('#details h2', { hasText: first }).waitFor();
  await page.close();
});

it('lets one point at what is too small for a card', async () => {
  const { page } = await openPage(browser, `${large.url}/?limit=400`);
  await page.locator('.kf-node.kf-topic').first().waitFor();
  for (let i = 0; i < 15; i++) await page.getByRole('button', { name: 'Zoom out' }).click();
  await page.locator('.kf-far').waitFor({ state: 'attached' });
  const block = await page.locator('.kf-block.kf-topic').first().boundingBox();
  await page.mouse.click((block?.x ?? 0) + (block?.width ?? 0) / 2, (block?.y ?? 0) + 1);
  await page.locator('#details .kind', { hasText: 'topic' }).waitFor();
  await page.close();
});

it('leads with the keyboard from the table to what a line is about, on from there, and back', async () => {
  const { page, errors } = await openPage(browser, `${small.url}/?as=table`);
  const first = page.locator('#flow-table tbody [data-node]').first();
  await first.focus();
  await page.keyboard.press('Enter');
  const focused = () => page.evaluate(() => document.activeElement?.id ?? '');
  const details = page.locator('#details');
  await details.locator('table [data-node]').first().waitFor();
  expect(await focused()).toBe('details');
  const inside = details.locator('table [data-node]').first();
  const name = (await inside.textContent()) ?? '';
  await inside.focus();
  await page.keyboard.press('Enter');
  await details.locator('h2', { hasText: name }).waitFor();
  expect(await focused()).toBe('details');
  await page.keyboard.press('Escape');
  await details.waitFor({ state: 'hidden' });
  expect(await first.evaluate((link) => link === document.activeElement)).toBe(true);
  expect(errors).toEqual([]);
  await page.close();
});

it('does not say of a name that had no room that it is not there', async () => {
  const crowded = await serve([await stateOf({ ...smallShape, topics: 500 })], { pageFolder });
  const { page } = await openPage(browser, `${crowded.url}/?as=table&find=nowhere`);
  await page
    .getByText(/No name here has “nowhere” in it\. \d+ names? had no room here: the filter finds them\./)
    .waitFor();
  expect(await page.locator('#find-count').textContent()).toBe('none drawn, try the filter');
  await page.close();
  await crowded.close();
});
