import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { Kafka, logLevel, type Consumer, type Producer } from 'kafkajs';
import type { Browser, Locator } from 'playwright-core';
import { startCluster, type Cluster } from '../../../cluster/src/cluster.ts';
import { createTopic } from '../kafka/create-topic.ts';
import { eventually } from '../kafka/eventually.ts';
import { startUnderTest, type ExporterUnderTest } from '../kafka/exporter-under-test.ts';
import { launchBrowser, openPage, type Watched } from './browser.ts';

/** The built page in a real Chromium, over the exporter and a real broker. */
jest.setTimeout(120_000);

/** A group may be called anything: this one tries to be more than text. */
const evilGroup = '<img src=x onerror=alert(1)>';
const topology = `
producers:
  - name: shop
    writes: [orders]
`;

let cluster: Cluster;
let exporter: ExporterUnderTest;
let producer: Producer;
let consumer: Consumer;
let producing: ReturnType<typeof setInterval>;
let browser: Browser;
let watched: Watched;

const node = (id: string): Locator => watched.page.locator(`.kf-node[data-id="${id}"]`);
const details = (): Locator => watched.page.locator('#details');

beforeAll(async () => {
  cluster = await startCluster({ brokers: 1 });
  await createTopic(cluster, 'orders', 3);
  const kafka = new Kafka({
    brokers: cluster.bootstrap.split(','),
    clientId: 'billing-app',
    logLevel: logLevel.NOTHING,
  });
  producer = kafka.producer();
  consumer = kafka.consumer({ groupId: 'billing' });
  const admin = kafka.admin();
  await Promise.all([producer.connect(), consumer.connect(), admin.connect()]);
  await producer.send({ topic: 'orders', messages: Array.from({ length: 90 }, (_, i) => ({ value: String(i) })) });
  producing = setInterval(() => {
    producer.send({ topic: 'orders', messages: [{ value: 'one more' }] }).catch((error: unknown) => {
      process.stderr.write(`producing: ${String(error)}\n`);
    });
  }, 200);
  await consumer.subscribe({ topic: 'orders', fromBeginning: true });
  await consumer.run({ autoCommitInterval: 500, eachMessage: () => Promise.resolve() });
  await admin.setOffsets({ groupId: evilGroup, topic: 'orders', partitions: [{ partition: 0, offset: '1' }] });
  await admin.disconnect();
  exporter = await startUnderTest({ brokers: cluster.bootstrap, topology });
  await eventually(async () => {
    const { groups } = (await exporter.api('/api/groups')) as { groups: { group: string; members: number }[] };
    expect(groups.find(({ group }) => group === 'billing')?.members).toBe(1);
  }, 60_000);
  browser = await launchBrowser();
  watched = await openPage(browser, exporter.url);
});

afterAll(async () => {
  clearInterval(producing);
  await browser.close();
  await exporter.close();
  await Promise.all([producer.disconnect(), consumer.disconnect()]);
  await cluster.stop();
});

describe('the live graph', () => {
  it('shows who writes, what is kept, and who reads', async () => {
    for (const id of ['producer:shop', 'topic:orders', 'group:billing']) await node(id).waitFor();
    const edges = await watched.page
      .locator('.kf-edge')
      .evaluateAll((all) => all.map((edge) => edge.getAttribute('data-id')));
    expect(edges).toEqual(
      expect.arrayContaining(['produces:producer:shop>topic:orders', 'consumes:topic:orders>group:billing']),
    );
    expect(await watched.page.locator('#summary').textContent()).toMatch(/^1 broker · 1 topic · 2 groups/);
    expect(await watched.page.locator('#age').textContent()).toMatch(/^\d+ seconds? old$/);
  });

  it('writes rates on the cards, and renews them without drawing them anew', async () => {
    const drawn = await node('topic:orders').elementHandle();
    await eventually(async () => {
      expect(await node('topic:orders').locator('.kf-rate').textContent()).toMatch(/^\d.*\/s$/);
    });
    expect(await drawn.evaluate((element) => element.isConnected)).toBe(true);
  });

  it('shows a new topic without a reload', async () => {
    await watched.page.evaluate(() => document.body.setAttribute('data-before', ''));
    await createTopic(cluster, 'payments', 2);
    await node('topic:payments').waitFor();
    expect(await watched.page.locator('body[data-before]').count()).toBe(1);
  });

  it('takes names for text', async () => {
    expect(await watched.page.locator('.kf-node', { hasText: '<img' }).count()).toBe(1);
    expect(await watched.page.locator('img').count()).toBe(0);
  });
});

it('says above all whether anything needs attention', async () => {
  const sentence = /keeps? up\.|needs? attention\.|could be judged yet\.|rest could not be judged\./;
  await watched.page.locator('#sentence', { hasText: sentence }).waitFor();
});

describe('details', () => {
  it('of a topic are its partitions with their offsets', async () => {
    await node('topic:orders').click();
    await details().getByRole('heading', { name: 'orders', exact: true }).waitFor();
    const rows = details().locator('.table').first().locator('tbody tr');
    await eventually(async () => expect(await rows.count()).toBe(3));
    expect(await rows.first().locator('td').allTextContents()).toEqual([
      '0',
      '1',
      '1 (1 in sync)',
      '0',
      expect.stringMatching(/^\d+$/),
      expect.stringMatching(/\/s$|^–$/),
    ]);
    expect(await details().getByRole('button', { name: 'billing' }).count()).toBe(1);
  });

  it('lead from a topic to its reader: members with assignments, lag per partition', async () => {
    await details().getByRole('button', { name: 'billing' }).click();
    await details().getByRole('heading', { name: 'billing', exact: true }).waitFor();
    await eventually(async () => {
      expect(await details().textContent()).toContain('orders 0–2');
      expect(await details().locator('.table').last().locator('tbody tr').count()).toBe(3);
    });
    expect(watched.page.url()).toContain('node=group%3Abilling');
  });

  it('close with Esc', async () => {
    await watched.page.keyboard.press('Escape');
    await details().waitFor({ state: 'hidden' });
    expect(watched.page.url()).not.toContain('node=');
  });

  it('open from the keyboard', async () => {
    await node('topic:orders').focus();
    await watched.page.keyboard.press('ArrowRight');
    await watched.page.keyboard.press('Enter');
    await details().locator('.kind', { hasText: 'group' }).waitFor();
    await watched.page.keyboard.press('Escape');
  });
});

describe('the other views', () => {
  it('show brokers, and members', async () => {
    await watched.page.getByRole('button', { name: 'Brokers', exact: true }).click();
    await node('broker:1').waitFor();
    await watched.page.getByRole('button', { name: 'Members', exact: true }).click();
    const member = watched.page.locator('.kf-node', { hasText: 'billing-app' });
    await member.click();
    await details().getByText('Member id').waitFor();
    await watched.page.getByRole('button', { name: 'Flow', exact: true }).click();
    await node('producer:shop').waitFor();
  });

  it('show what a filter leaves, and say when that is nothing', async () => {
    const filter = watched.page.getByRole('searchbox', { name: /regular expression/ });
    await filter.fill('^pay');
    await node('topic:orders').waitFor({ state: 'detached' });
    await filter.fill('nowhere');
    await watched.page.getByText('No name matches “nowhere”.').waitFor();
    await watched.page.getByRole('button', { name: 'Show everything' }).click();
    await node('topic:orders').waitFor();
  });
});

it('asks nobody else, and has nothing to complain about', () => {
  expect(watched.foreign).toEqual([]);
  expect(watched.errors).toEqual([]);
});

it('says what is wrong with a pattern, and when the exporter is silent', async () => {
  const { page } = await openPage(browser, exporter.url);
  await page.getByRole('searchbox', { name: /regular expression/ }).fill('(');
  await page.locator('#filter-problem', { hasText: 'is not an RE2 pattern' }).waitFor();
  // Whoever is sent the link sees what is so, and why it is not filtered.
  const { page: linked } = await openPage(browser, page.url());
  await linked.locator('.kf-node').first().waitFor();
  await linked.locator('#sentence').waitFor();
  expect(await linked.locator('#filter-problem').textContent()).toContain('is not an RE2 pattern');
  expect(await linked.locator('#banner').isHidden()).toBe(true);
  await linked.close();
  await page.getByRole('searchbox', { name: /regular expression/ }).fill('');
  await page.route('**/api/**', (route) => route.abort());
  await page.locator('#banner', { hasText: 'The exporter has not answered since' }).waitFor();
  await page.unroute('**/api/**');
  await page.locator('#banner').waitFor({ state: 'hidden' });
});
