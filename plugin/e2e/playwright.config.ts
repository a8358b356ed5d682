import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { defineConfig } from '@playwright/test';
import { launchOptions } from '../test/browser/chromium.ts';

const user = process.env.GRAFANA_ADMIN_USER ?? 'admin';
const pluginE2e = path.dirname(fileURLToPath(import.meta.resolve('@grafana/plugin-e2e')));

/** Run by scripts/test-grafana.ts, in a folder of its own, which plugin-e2e keeps the login in. */
export default defineConfig({
  testDir: import.meta.dirname,
  outputDir: path.resolve('results'),
  // One Grafana, and alert rules that take turns.
  workers: 1,
  forbidOnly: true,
  timeout: 180_000,
  expect: { timeout: 30_000 },
  reporter: 'list',
  use: {
    baseURL: process.env.GRAFANA_URL,
    viewport: { width: 1600, height: 1000 },
    launchOptions,
    screenshot: 'only-on-failure',
    trace: 'retain-on-failure',
  },
  projects: [
    { name: 'login', testDir: path.join(pluginE2e, 'auth'), testMatch: /auth\.setup\.js$/ },
    {
      name: 'Grafana',
      dependencies: ['login'],
      use: { storageState: path.resolve('playwright/.auth', `${user}.json`) },
    },
  ],
});
