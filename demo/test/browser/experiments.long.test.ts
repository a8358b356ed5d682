import { existsSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, expect, it } from '@jest/globals';
import type { Browser } from 'playwright-core';
import { launchBrowser } from '../../../exporter/test/browser/browser.ts';
import { PlayedDemo } from '../kafka/played-demo.ts';
import { ControlTab } from './control-tab.ts';

/** From each button of the demo's page, in Chromium, to the sentence that says that it was seen, and back to healthy. */

/** What is read on the page, without the seconds that each sentence ends with. */
const promised = {
  'consumer-stops': /^seen: ocean-dashboard: STOP: /,
  'consumer-slow': /^seen: log-indexer: (WARN|STALL): /,
  burst: /^seen: logs\.access receives \d{3,} records per second/,
  'offsets-reset': /^seen: \d{2,} records of ocean\.atlantic are unread again; ocean-dashboard: /,
  'broker-dies':
    /^seen: Broker 3 is away: \d+ partitions of .* lack the copy that it holds\. It is back, and logs\.access has all/,
  'records-expire': /^seen: ocean-archive in ocean\.pacific: .*before the group had read them/,
  'unclean-election': /^seen: experiment\.election: (at least )?[1-9]\d* records were acknowledged and then cut off/,
  ramp: /^seen: .*(of \d+ MB per second only [\d.]+ arrived|received [\d.]+ MB per second, and no broker choked)/,
  'disk-full': /^seen: Broker 3: .*; then: Broker 3: .*\/kafkascope-disk-.* is offline/,
};
type Name = keyof typeof promised;

const reset = 'Bring everything back to healthy';

let demo: PlayedDemo;
let browser: Browser;
const tabs: ControlTab[] = [];

beforeAll(async () => {
  browser = await launchBrowser();
  demo = await PlayedDemo.start(3);
}, 240_000);

afterEach(async () => {
  const complaints = tabs.flatMap((tab) => tab.complaints);
  for (const tab of tabs.splice(0)) await tab.close();
  expect(complaints).toEqual([]);
});

afterAll(async () => {
  await browser.close();
  await demo.close();
}, 60_000);

async function open(): Promise<ControlTab> {
  const tab = await ControlTab.open(browser, demo.page.address);
  tabs.push(tab);
  return tab;
}

/** Presses these buttons in a tab of their own, one after the other, and reads what is told of each. */
async function press(...names: Name[]): Promise<string[]> {
  const tab = await open();
  const told: string[] = [];
  for (const name of names) {
    const sentence = await tab.experiment(name, 400);
    process.stdout.write(`${name}: ${sentence}\n`);
    if (!sentence.startsWith('seen')) await demo.tellWhatIsSeen();
    expect([name, sentence]).toEqual([name, expect.stringMatching(promised[name])]);
    expect(Number(/\(after ([\d.]+) s\)$/.exec(sentence)?.[1])).toBeGreaterThan(0);
    told.push(sentence);
  }
  return told;
}

async function bringBack(): Promise<void> {
  const tab = await open();
  await tab.press(reset);
  await tab.untilReady(180);
  await demo.untilBroughtBack();
}

it('a full disk is seen, and meanwhile all that happens to producers and consumers', async () => {
  const diskFull = press('disk-full');
  // The broker has been restarted by then, and consumers have what is theirs again.
  await demo.untilKnown('experiment.disk');
  await demo.untilHealthy();
  const [[told = '']] = await Promise.all([
    diskFull,
    press('consumer-slow', 'burst'),
    press('offsets-reset', 'consumer-stops'),
    press('records-expire'),
  ]);
  const tab = await open();
  expect(await tab.role('dashboard').innerText()).toContain('stopped');
  expect(await tab.role('indexer').innerText()).toContain('slow');
  await bringBack();
  expect(await (await open()).role('dashboard').innerText()).toContain('running');
  const [, disk = '/'] = /(\/\S*kafkascope-disk-\w+)/.exec(told) ?? [];
  expect(existsSync(disk)).toBe(false);
}, 900_000);

it('a broker that dies, an unclean election and a ramp are seen', async () => {
  await press('broker-dies', 'unclean-election', 'ramp');
}, 900_000);

it('a reset gives up what runs, and of those that end brokers only one does', async () => {
  for (const name of ['consumer-slow', 'disk-full'])
    expect((await demo.page.post(`/experiments/${name}`)).status).toBe(200);
  const tab = await open();
  expect([await tab.isOffered('consumer-slow'), await tab.isOffered('unclean-election')]).toEqual([false, true]);
  expect((await demo.page.post('/experiments/ramp')).text).toContain('a broker has a small disk since disk-full');
  const refused = await tab.refusal('unclean-election');
  expect(refused).toMatch(/^disk-full runs, which ends brokers too: wait until it was seen\./);
  // Into the restart of the broker.
  await sleep(3_000);
  const resets = Promise.all(Array.from({ length: 10 }, () => demo.page.post('/reset')));
  await sleep(200);
  const meanwhile = await demo.page.post('/experiments/burst');
  expect([meanwhile.status, meanwhile.text]).toEqual([409, expect.stringContaining('A reset runs')]);
  expect((await resets).map(({ status }) => status)).toEqual(new Array(10).fill(200));
  const { experiments } = await demo.page.state();
  expect(experiments.filter(({ state }) => state !== 'ready')).toEqual([]);
  await demo.untilBroughtBack();
}, 400_000);
