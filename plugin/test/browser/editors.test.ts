import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { execFileSync } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { chromium } from 'playwright-core';
import type { Browser, Page } from 'playwright-core';
import { launchOptions } from './chromium.ts';

const root = path.resolve(import.meta.dirname, '../..');
const page =
  '<!doctype html><meta charset="utf-8"><title>Editors</title><div id="page"></div><script type="module" src="/host.js"></script>';
const lists = {
  topics: { topics: [{ topic: 'ocean.pacific' }, { topic: 'orders' }] },
  groups: { groups: [{ group: 'billing' }] },
  clusters: { clusters: [{ cluster: '' }] },
};
const lagNow = {
  results: {
    'unified-alerting': {
      frames: [
        {
          schema: {
            refId: 'unified-alerting',
            fields: [
              { name: 'group', type: 'string' },
              { name: 'lag', type: 'number' },
            ],
          },
          data: {
            values: [
              ['billing', 'audit'],
              [900, 20],
            ],
          },
        },
      ],
    },
  },
};

let folder: string;
let server: Server;
let browser: Browser;
let shown: Page;
const errors: string[] = [];

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'kafkascope-editors-'));
  execFileSync(process.execPath, [path.join(root, 'build.ts'), folder]);
  execFileSync(process.execPath, [path.join(root, 'test/browser/build-host.ts'), path.join(folder, 'host.js')]);
  server = createServer((request, response) => {
    void answer(request.url ?? '/').then(([type, body]) => response.setHeader('content-type', type).end(body));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  browser = await chromium.launch(launchOptions);
  shown = await browser.newPage({ viewport: { width: 1150, height: 1500 } });
  shown.setDefaultTimeout(30_000);
  shown.on('pageerror', (error) => errors.push(error.stack ?? error.message));
  await shown.goto(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
  await shown.getByTestId('dashboard').waitFor();
}, 120_000);

afterAll(async () => {
  await browser.close();
  server.close();
  server.closeAllConnections();
  await rm(folder, { recursive: true, force: true });
});

async function answer(url: string): Promise<[type: string, body: string | Buffer]> {
  const { pathname } = new URL(url, 'http://localhost');
  const list = lists[pathname.split('/').at(-1) as keyof typeof lists] as object | undefined;
  if (pathname === '/') return ['text/html', page];
  if (pathname.endsWith('.js')) return ['text/javascript', await readFile(path.join(folder, path.basename(pathname)))];
  if (pathname === '/api/ds/query') return ['application/json', JSON.stringify(lagNow)];
  return ['application/json', JSON.stringify(list ?? {})];
}

async function screenshot(name: string): Promise<void> {
  // For the eyes of a person, where one wants to look.
  const to = process.env.SCREENSHOTS;
  if (to !== undefined) await shown.screenshot({ path: path.join(to, `${name}.png`), fullPage: true });
}

it('shows the config editor', async () => {
  const config = shown.getByTestId('config');
  await config.getByPlaceholder('http://localhost:9308').fill('http://kafkascope:9308');
  await config.getByText('Add self-signed certificate').waitFor();
  await screenshot('config');
});

it('shows a graph without a choice, and finds a topic', async () => {
  const editor = shown.getByTestId('dashboard');
  await editor.getByLabel(/^Topic/).click();
  await shown.getByRole('option', { name: 'ocean.pacific' }).waitFor();
  await screenshot('topics');
  await shown.getByRole('option', { name: 'ocean.pacific' }).click();
  expect(JSON.parse((await editor.getByTestId('query-dashboard').textContent()) ?? '')).toMatchObject({
    queryType: 'graph',
    topic: String.raw`^ocean\.pacific$`,
  });
});

it('says in an alert rule for which groups a threshold fires now', async () => {
  const editor = shown.getByTestId('alert');
  await editor.getByLabel(/^Try a threshold/).fill('500');
  await editor.getByText('Fires now for 1 of 2 groups: billing (900).').waitFor();
  await screenshot('alert');
});

it('runs without errors', () => {
  expect(errors).toEqual([]);
});
