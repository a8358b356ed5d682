import path from 'node:path';
import { afterAll, beforeAll, expect, it, jest } from '@jest/globals';
import type { Browser } from 'playwright-core';
import type { Finding } from '../../src/derived/finding.ts';
import type { ClusterState } from '../../src/derived/state.ts';
import { readAtMs, serve, smallShape, stateOf, type Served } from '../http/serve.ts';
import { launchBrowser, openPage, type Watched } from './browser.ts';

/** The built page in a real Chromium, over a cluster in which something is wrong. */
jest.setTimeout(120_000);

const pageFolder = path.resolve(import.meta.dirname, '../../dist/page');
const stopped: Finding = {
  id: 'stopped',
  key: 'stopped',
  kind: 'status',
  name: 'STOP',
  certainty: 'proved',
  severity: 'critical',
  topic: 'topic-0',
  group: 'group-1',
  broker: undefined,
  partitions: [0],
  records: 40,
  bound: 'exact',
  title: 'group-1 has stopped reading <b>topic-0</b>.',
  evidence: 'Its committed offset has not moved for 10 minutes.',
  advice: 'Start its members.',
  runbook: 'group-stopped',
  startedMs: readAtMs - 600_000,
  updatedMs: readAtMs,
  endedMs: undefined,
};

/** Newer, and over. */
const over: Finding = {
  ...stopped,
  id: 'over',
  key: 'over',
  group: 'group-0',
  title: 'group-0 was behind.',
  startedMs: readAtMs - 20_000,
  endedMs: readAtMs - 10_000,
};

let ill: Served;
let well: Served;
let browser: Browser;
let watched: Watched;

beforeAll(async () => {
  ill = await serve([await judgedState(true)], { pageFolder });
  well = await serve([await judgedState(false)], { pageFolder });
  browser = await launchBrowser();
  watched = await openPage(browser, ill.url);
});
afterAll(async () => {
  await browser.close();
  await Promise.all([ill.close(), well.close()]);
});

/** group-0 keeps up; group-1 does too, or has stopped and lost records. */
async function judgedState(isIll: boolean): Promise<ClusterState> {
  const { current, ...state } = await stateOf(smallShape);
  if (current === undefined) throw new Error('there is no state');
  const groups = current.derived.groups.map((group, i) => {
    const verdict =
      isIll && i === 1
        ? { status: 'STOP' as const, reason: 'STOP: nobody reads.' }
        : { status: 'OK' as const, reason: 'It keeps up.' };
    const topics = group.topics.map((topic) => ({ ...topic, verdict, maxLagSeconds: 600 }));
    return { ...group, verdict, topics, lagSeconds: group.lag.map(() => 600) };
  });
  const lost = { group: 'group-1', topic: 'topic-0', cause: 'expired' as const, records: 40, lastMs: readAtMs };
  const found = { losses: isIll ? [lost] : [], findings: isIll ? [over, stopped] : [], risks: [] };
  return { ...state, current: { ...current, derived: { ...current.derived, ...found, groups } } };
}

it('says in one sentence that all is well', async () => {
  const { page } = await openPage(browser, well.url);
  await page.locator('#sentence', { hasText: 'All 2 groups keep up.' }).waitFor();
  expect(await page.locator('#findings').getAttribute('open')).toBeNull();
  await page.close();
});

it('says how much needs attention, and tells of each thing what to do', async () => {
  const { page } = watched;
  await page.locator('#sentence', { hasText: '1 thing needs attention.' }).waitFor();
  const [finding, ended] = await page.locator('.finding').allInnerTexts();
  expect(ended).toContain(over.title);
  for (const part of ['critical', stopped.title, stopped.evidence, 'What to do: Start its members.']) {
    expect(finding).toContain(part);
  }
});

it('leads from a finding to the group, with its status in words', async () => {
  const { page } = watched;
  await page.locator('#finding-list').getByRole('button', { name: 'group-1' }).click();
  const judgement = page.locator('#details .judgement');
  await judgement.waitFor();
  expect(await judgement.innerText()).toMatch(/^✕ critical: Lost: 40 records .* STOP: nobody reads\.$/);
  const details = page.locator('#details');
  await details.getByText('✕ STOP').first().waitFor();
  expect(await details.innerText()).toMatch(/Time lag\s+10 minutes/);
  expect(await details.innerText()).toMatch(/Lost\s+40 since first seen/);
  await page.keyboard.press('Escape');
});

it('marks what is not well in the picture by signs and words', async () => {
  const { page } = watched;
  const card = page.locator('.kf-node[data-id="group:group-1"]');
  expect(await card.locator('.kf-kind').textContent()).toBe('group · critical');
  expect(await card.locator('.kf-status text').textContent()).toBe('✕');
  expect(await card.locator('.kf-lost text').textContent()).toBe('40 lost');
  expect(await card.locator('title').textContent()).toContain('40 records lost\ncritical\nLost: 40 records');
  expect(await page.getByRole('button', { name: /^group group-1 .*40 records lost critical/ }).count()).toBe(1);
  const edge = page.locator('.kf-edge-label[data-id="consumes:topic:topic-0>group:group-1"]');
  expect(await edge.locator('.kf-edge-lag').allTextContents()).toEqual([
    expect.stringMatching(/^✕ [\d,]+ behind$/),
    '10 min · 40 lost',
  ]);
  expect(await page.locator('.kf-node[data-id="group:group-0"] .kf-status text').textContent()).toBe('✓');
});

it('leads to a runbook that can be read', async () => {
  const { page } = watched;
  await page.locator('.finding').first().getByRole('link', { name: 'Runbook' }).click();
  await page.getByRole('heading', { level: 1 }).waitFor();
  expect(new URL(page.url()).pathname).toBe('/runbooks/group-stopped');
  await page.getByRole('link', { name: 'Kafkascope' }).click();
  await page.locator('#sentence').waitFor();
});

it('asks nobody else, and has nothing to complain about', () => {
  expect(watched.foreign).toEqual([]);
  expect(watched.errors).toEqual([]);
});
