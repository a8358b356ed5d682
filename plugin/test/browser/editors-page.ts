import { execFileSync } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import { chromium } from 'playwright-core';
import type { Page } from 'playwright-core';
import { launchOptions } from './chromium.ts';

const root = path.resolve(import.meta.dirname, '../..');
const icons = path.join(root, 'node_modules/@grafana/ui/dist/public/img/icons');
const html =
  '<!doctype html><meta charset="utf-8"><title>Editors</title><div id="page"></div><script type="module" src="/host.js"></script>';

/** The built editors in Chromium, with Grafana's packages around them. */
export interface EditorsPage {
  readonly page: Page;
  /** Whatever was thrown in the page. */
  readonly errors: readonly string[];
  close(): Promise<void>;
}

/** What Grafana's server would answer: the rows of a list, or the results of queries. */
export interface Api {
  list(name: string, search: URLSearchParams): unknown;
  query(body: string): unknown;
}

/** Builds the plugin, and shows its editors. */
export async function openEditors(api: Api): Promise<EditorsPage> {
  const folder = await mkdtemp(path.join(tmpdir(), 'kafkascope-editors-'));
  execFileSync(process.execPath, [path.join(root, 'build.ts'), folder]);
  execFileSync(process.execPath, [path.join(root, 'test/browser/build-host.ts'), path.join(folder, 'host.js')]);

  const answer = async (address: string, body: string): Promise<[type: string, body: string | Buffer]> => {
    const { pathname, searchParams } = new URL(address, 'http://localhost');
    if (pathname === '/') return ['text/html', html];
    if (pathname.endsWith('.js'))
      return ['text/javascript', await readFile(path.join(folder, path.basename(pathname)))];
    const [, icon] = /\/img\/icons\/(\w+\/[\w-]+\.svg)$/.exec(pathname) ?? [];
    if (icon !== undefined) return ['image/svg+xml', await readFile(path.join(icons, icon))];
    if (pathname === '/api/ds/query') return ['application/json', JSON.stringify(await api.query(body))];
    const [, list] = /\/resources\/(\w+)$/.exec(pathname) ?? [];
    // For instance fonts, which Grafana's server alone has.
    if (list === undefined) throw new Error(`There is nothing at ${pathname}.`);
    return ['application/json', JSON.stringify(await api.list(list, searchParams))];
  };
  const server = createServer((request, response) => {
    void text(request)
      .then((body) => answer(request.url ?? '/', body))
      .then(
        ([type, content]) => response.setHeader('content-type', type).end(content),
        (error: unknown) => response.writeHead(404).end(String(error)),
      );
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));

  const browser = await chromium.launch(launchOptions);
  const page = await browser.newPage({ viewport: { width: 1150, height: 2000 }, deviceScaleFactor: 1.5 });
  page.setDefaultTimeout(60_000);
  const errors: string[] = [];
  page.on('pageerror', (error) => errors.push(error.stack ?? error.message));
  await page.goto(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
  await page.getByTestId('dashboard').waitFor();
  return {
    page,
    errors,
    close: async () => {
      await browser.close();
      server.close();
      server.closeAllConnections();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
