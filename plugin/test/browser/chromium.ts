import { existsSync } from 'node:fs';

/** Debian's Chromium, which the test command installs. */
const candidates = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];

/** How Playwright starts the browser of this machine, also as root and without a GPU. */
export const launchOptions = {
  executablePath: process.env.CHROMIUM_BIN ?? candidates.find((file) => existsSync(file)) ?? '',
  args: ['--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage'],
};
