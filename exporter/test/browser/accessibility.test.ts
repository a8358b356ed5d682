import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import { serve, smallShape, stateOf, type Served } from '../http/serve.ts';
import { launchBrowser, openPage } from './browser.ts';
import { violations } from './violations.ts';

/** The page for who cannot see it or has no mouse, in a real Chromium. */
jest.setTimeout(120_000);

let served: Served;
let browser: Browser;

beforeAll(async () => {
  served = await serve([await stateOf(smallShape)], {
    pageFolder: path.resolve(import.meta.dirname, '../../dist/page'),
  });
  browser = await launchBrowser();
});
afterAll(async () => {
  await browser.close();
  await served.close();
});

const pictures: readonly [name: string, address: string, width: number][] = [
  ['the overview', '', 1280],
  ['details of a group', '?node=group:group-0', 1280],
  ['details of a topic', '?node=topic:topic-0', 1280],
  ['details of a line', '?node=consumes:topic:topic-0>group:group-0', 1280],
  ['brokers', '?view=brokers&node=broker:1', 1280],
  ['members', '?view=members', 1280],
  ['the table', '?as=table', 1280],
  ['a narrow screen', '?node=group:group-0', 380],
];

describe.each(['light', 'dark'] as const)('axe-core finds nothing against the page in the %s', (colorScheme) => {
  it.each(pictures)('with %s', async (_, address, width) => {
    const { page, errors } = await openPage(browser, `${served.url}/${address}`);
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    await page.setViewportSize({ width, height: 800 });
    await page
      .locator(address.includes('table') ? '#flow-table tbody tr' : '.kf-node')
      .first()
      .waitFor();
    if (address.includes('node=')) {
      await page.locator('#details table').first().waitFor();
      const recipes = page.locator('.recipes summary');
      if ((await recipes.count()) > 0) await recipes.click();
    }
    expect(await violations(page)).toEqual([]);
    expect(errors).toEqual([]);
    await page.close();
  });

  it('with the help', async () => {
    const { page } = await openPage(browser, served.url);
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    await page.getByRole('button', { name: 'Help' }).click();
    expect(await violations(page)).toEqual([]);
    await page.close();
  });
});

/** The node that has the keyboard. */
const focused = (page: Page): Promise<string | undefined> =>
  page.evaluate(() => (document.activeElement instanceof SVGElement ? document.activeElement.dataset.id : undefined));

describe('by the keyboard alone', () => {
  let page: Page;
  beforeAll(async () => {
    ({ page } = await openPage(browser, served.url));
    await page.locator('.kf-node').first().waitFor();
    for (let presses = 0; presses < 30 && (await focused(page)) === undefined; presses++) {
      await page.keyboard.press('Tab');
    }
  });
  afterAll(() => page.close());

  it('every node can be reached and opened', async () => {
    const nodes = await page.locator('.kf-node').evaluateAll((all) => all.map((node) => node.getAttribute('data-id')));
    const reached = new Set<string>();
    // From each node in all four directions, until no new one comes.
    const visit = async (id: string): Promise<void> => {
      reached.add(id);
      await page.keyboard.press('Enter');
      const heading = page.locator('#details h2');
      await heading.waitFor();
      const title = id === 'producer:?' ? 'unknown producers' : id.slice(id.indexOf(':') + 1);
      expect(await heading.textContent()).toBe(title);
      expect(await page.evaluate(() => document.activeElement?.id)).toBe('details');
      await page.keyboard.press('Escape');
      expect(await focused(page)).toBe(id);
      for (const key of ['ArrowUp', 'ArrowDown', 'ArrowLeft', 'ArrowRight']) {
        await page.keyboard.press(key);
        const next = await focused(page);
        if (next !== undefined && !reached.has(next)) await visit(next);
        await page.locator(`.kf-node[data-id="${id}"]`).focus();
      }
    };
    await visit((await focused(page)) ?? '');
    expect([...reached].sort()).toEqual(nodes.sort());
  });

  it('what has the keyboard can be seen', async () => {
    await page.keyboard.press('ArrowRight');
    const card = page.locator('.kf-node:focus-visible .kf-card');
    expect(await card.evaluate((element) => getComputedStyle(element).strokeWidth)).toBe('2.5px');
  });

  it('the flow can be read as a table, and each line of it opened', async () => {
    await page.getByRole('button', { name: 'Table', exact: true }).focus();
    await page.keyboard.press('Enter');
    const rows = page.getByRole('group', { name: 'The flow as a table' }).getByRole('row');
    await rows.nth(1).waitFor();
    expect(await rows.filter({ hasText: 'topic-0is read bygroup-0' }).count()).toBe(1);
    await rows.nth(1).getByRole('button').nth(1).focus();
    await page.keyboard.press('Enter');
    await page.locator('#details h2', { hasText: ' → ' }).waitFor();
    expect(new URL(page.url()).searchParams.get('as')).toBe('table');
    await page.keyboard.press('Escape');
    await page.locator('#details').waitFor({ state: 'hidden' });
  });
});

it('says what words mean to who presses them, and Esc closes that first', async () => {
  const { page } = await openPage(browser, `${served.url}/?node=group:group-0`);
  await page.locator('#summary').getByRole('button', { name: 'topics' }).focus();
  await page.keyboard.press('Enter');
  const meaning = page.locator('#meaning');
  await meaning.filter({ hasText: 'A topic is a named log of records.' }).waitFor();
  await page.keyboard.press('Escape');
  await meaning.waitFor({ state: 'hidden' });
  expect(await page.locator('#details').isVisible()).toBe(true);
  await page.locator('#details table').first().waitFor();
  for (const [word, text] of [
    ['Time lag', 'How long the oldest of them has been waiting'],
    ['Lag', 'The lag is how many records'],
    ['group', 'A consumer group is a team'],
  ] as const) {
    await page.locator('#details').getByRole('button', { name: word, exact: true }).first().press('Enter');
    await meaning.filter({ hasText: text }).waitFor();
  }
  expect(await violations(page)).toEqual([]);
  await page.close();
});
