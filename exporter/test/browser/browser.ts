import { existsSync } from 'node:fs';
import { chromium, type Browser, type ConsoleMessage, type Page } from 'playwright-core';

/** What must not happen while a page is open. */
export interface Watched {
  readonly page: Page;
  /** Errors in the console and errors that nobody caught. */
  readonly errors: string[];
  /** Addresses outside of the exporter that the page asked for. */
  readonly foreign: string[];
}

/** Debian's Chromium, which the test command installs. */
const candidates = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];
const switches = [
  // Containers often run as root and without a GPU.
  '--no-sandbox',
  '--disable-gpu',
  '--disable-dev-shm-usage',
  // Chromium's own calls home.
  '--disable-background-networking',
  '--disable-component-update',
  '--no-first-run',
];

export function launchBrowser(): Promise<Browser> {
  const executablePath = process.env.CHROMIUM_BIN ?? candidates.find((path) => existsSync(path));
  if (executablePath === undefined)
    throw new Error(`Chromium is not installed: none of ${candidates.join(', ')} exists`);
  return chromium.launch({ executablePath, args: switches });
}

export async function openPage(browser: Browser, url: string): Promise<Watched> {
  const page = await browser.newPage({ viewport: { width: 1280, height: 800 }, reducedMotion: 'reduce' });
  page.setDefaultTimeout(30_000);
  const watched: Watched = { page, errors: [], foreign: [] };
  const { host } = new URL(url);
  page.on('console', (message: ConsoleMessage) => {
    if (message.type() === 'error' || message.type() === 'warning') watched.errors.push(message.text());
  });
  page.on('pageerror', (error) => watched.errors.push(error.stack ?? error.message));
  page.on('request', (request) => {
    const asked = new URL(request.url());
    if (asked.protocol.startsWith('http') && asked.host !== host) watched.foreign.push(request.url());
  });
  await page.goto(url);
  return watched;
}
