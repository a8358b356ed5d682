import { afterAll, beforeAll, expect, it, jest } from '@jest/globals';
import { readable, shownName } from '@kafkascope/flow';
import { Kafka, logLevel, type Consumer } from 'kafkajs';
import type { Browser } from 'playwright-core';
import { startCluster, type Cluster } from '../../../cluster/src/cluster.ts';
import { createTopic } from '../kafka/create-topic.ts';
import { eventually } from '../kafka/eventually.ts';
import { startUnderTest, type ExporterUnderTest } from '../kafka/exporter-under-test.ts';
import { launchBrowser, openPage, type Watched } from './browser.ts';

/** Groups and clients may be called anything; the page in a real Chromium, over a real broker with such names. */
jest.setTimeout(180_000);

const hostile = [
  '<img src=x onerror="window.injected=1">',
  '"><script>window.injected=1</script>',
  `it's "quoted" \`\${window.injected=1}\` \\`,
  '\u202egnp.exe\u202c right to left',
  'שלום עולם',
  'x'.repeat(250),
  '\u{1F991}\u{1F469}\u200D\u{1F469}\u200D\u{1F467} squid',
  'payments\u200d\u3164 ',
  'two\nlines\tand\u0007 a bell',
  '../../api/clusters?x=%2f#y',
  '__proto__',
  'a>b%3Ec',
];
const longTopic = 'topic.'.padEnd(249, 'y');

let cluster: Cluster;
let exporter: ExporterUnderTest;
let consumer: Consumer;
let browser: Browser;
let watched: Watched;

beforeAll(async () => {
  cluster = await startCluster({ brokers: 1 });
  await createTopic(cluster, 'orders', 1);
  await createTopic(cluster, longTopic, 1);
  const kafka = (clientId: string): Kafka =>
    new Kafka({ brokers: cluster.bootstrap.split(','), clientId, logLevel: logLevel.NOTHING });
  const admin = kafka('admin').admin();
  await admin.connect();
  // The first has a member, which is called like it. To kafkajs each is a group that it joins, which takes seconds.
  await Promise.all(
    hostile.slice(1).map(async (groupId) => {
      for (const topic of groupId.length < 250 ? ['orders'] : ['orders', longTopic])
        await admin.setOffsets({ groupId, topic, partitions: [{ partition: 0, offset: '0' }] });
    }),
  );
  await admin.disconnect();
  const [first = ''] = hostile;
  consumer = kafka(first).consumer({ groupId: first });
  await consumer.connect();
  await consumer.subscribe({ topic: 'orders' });
  await consumer.run({ autoCommitInterval: 500, eachMessage: () => Promise.resolve() });
  exporter = await startUnderTest({ brokers: cluster.bootstrap });
  await eventually(async () => {
    const { groups } = (await exporter.api('/api/groups')) as { groups: { group: string; members: number }[] };
    expect(groups.map(({ group }) => group).sort()).toEqual([...hostile].sort());
    expect(groups.find(({ group }) => group === first)?.members).toBe(1);
  }, 60_000);
  browser = await launchBrowser();
  watched = await openPage(browser, exporter.url);
  watched.page.on('dialog', (dialog) => {
    watched.errors.push(`a dialog: ${dialog.message()}`);
    void dialog.dismiss();
  });
});

afterAll(async () => {
  await browser.close();
  await exporter.close();
  await consumer.disconnect();
  await cluster.stop();
});

/** Nothing that a name has brought, and nothing wider than the screen. */
async function expectWhole(): Promise<void> {
  const state = await watched.page.evaluate(() => {
    const panel = document.querySelector('#details');
    return {
      injected: 'injected' in window,
      foreign: document.querySelectorAll('img, script:not([src="page.js"]), iframe').length,
      tooWide: document.documentElement.scrollWidth > innerWidth,
      panelTooWide: panel !== null && panel.scrollWidth > panel.clientWidth,
    };
  });
  expect(state).toEqual({ injected: false, foreign: 0, tooWide: false, panelTooWide: false });
}

it.each(hostile)('a group named %j is text, on its card and in its details', async (name) => {
  const { page } = watched;
  const card = page.locator(`.kf-node[data-id=${CSS(`group:${name}`)}]`);
  await card.waitFor();
  const overhang = await card.evaluate((element) => {
    const box = element.querySelector('.kf-card')?.getBoundingClientRect();
    const title = element.querySelector('.kf-title')?.getBoundingClientRect();
    return (title?.right ?? Infinity) - (box?.right ?? 0);
  });
  expect(overhang).toBeLessThanOrEqual(0);
  await card.focus();
  await page.keyboard.press('Enter');
  const heading = page.locator('#details h2');
  await heading.waitFor();
  expect(await heading.textContent()).toBe(readable(shownName(name)));
  await page.locator('#details table').first().or(page.getByText('Nobody is reading at the moment.')).first().waitFor();
  await page.getByText('PromQL and alert rule').click();
  await expectWhole();

  const linked = await openPage(browser, page.url());
  await linked.page.locator('#details h2').waitFor();
  expect(await linked.page.locator('#details h2').textContent()).toBe(readable(shownName(name)));
  expect(linked.errors).toEqual([]);
  await linked.page.close();
  await page.keyboard.press('Escape');
});

it('shows letters that would turn the direction of a name', async () => {
  expect(await watched.page.locator('.kf-title', { hasText: '⟨U+202E⟩' }).count()).toBe(1);
});

it('the member of such a group, and the table, are text too', async () => {
  const { page } = watched;
  const [first = ''] = hostile;
  await page.getByRole('button', { name: 'Table', exact: true }).click();
  await page.locator('#flow-table').getByRole('button', { name: first, exact: true }).first().waitFor();
  await expectWhole();
  await page.getByRole('button', { name: 'Picture', exact: true }).click();
  await page.getByRole('button', { name: 'Members', exact: true }).click();
  await page.locator('.kf-node.kf-member').click();
  await page.locator('#details').getByText('Member id').waitFor();
  expect(await page.locator('#details h2').textContent()).toBe(first);
  await expectWhole();
});

it('fits a narrow screen', async () => {
  const { page } = watched;
  await page.setViewportSize({ width: 360, height: 740 });
  await page.goto(`${exporter.url}/?node=${encodeURIComponent(`group:${'x'.repeat(250)}`)}`);
  await page.locator('#details table').first().waitFor();
  await expectWhole();
});

it('asks nobody else, and has nothing to complain about', () => {
  expect(watched.foreign).toEqual([]);
  expect(watched.errors).toEqual([]);
});

/** A string of CSS. */
function CSS(text: string): string {
  return `"${text.replace(/[^\w]/gu, (letter) => `\\${(letter.codePointAt(0) ?? 0).toString(16)} `)}"`;
}
