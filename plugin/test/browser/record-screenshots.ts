import path from 'node:path';
import { setTimeout } from 'node:timers/promises';
import type { GroupList } from '@kafkascope/exporter/api';
import type { Locator } from 'playwright-core';
import { openEditors } from './editors-page.ts';

// node test/browser/record-screenshots.ts [URL]: the pictures for the catalogue, of the editors on an exporter that runs.
const exporter = process.argv[2] ?? 'http://127.0.0.1:9308';
const images = path.resolve(import.meta.dirname, '../../src/img');

async function ask(address: string, body?: string): Promise<unknown> {
  const answer = await fetch(new URL(address, exporter), body === undefined ? {} : { method: 'POST', body });
  if (!answer.ok) throw new Error(`${address}: ${await answer.text()}`);
  return answer.json();
}

/** In the demo a group pauses now and then. */
async function untilOneLags(): Promise<void> {
  const { groups } = (await ask('/api/groups')) as GroupList;
  if (groups.some(({ lag }) => (lag ?? 0) > 200)) return;
  await setTimeout(1000);
  await untilOneLags();
}

const editors = await openEditors({
  list: (name, search) => ask(`/api/${name}?${search}`),
  query: (body) => ask('/api/query', body),
});
const { page } = editors;

async function shoot(name: string, part: Locator): Promise<void> {
  // What only tests look at.
  await page.addStyleTag({ content: 'pre { display: none } section { padding: 16px }' });
  const box = await part.boundingBox();
  if (box === null) throw new Error(`${name} is not shown`);
  await page.screenshot({ path: path.join(images, `${name}.png`), clip: box, fullPage: true });
}

try {
  const config = page.getByTestId('config');
  await config.getByPlaceholder('http://localhost:9308').fill('http://kafkascope:9308');
  await shoot('config-editor', config);

  const dashboard = page.getByTestId('dashboard');
  await dashboard.getByLabel(/^Topic/).pressSequentially('ocean');
  await page.getByRole('option', { name: /ocean/ }).first().waitFor();
  await shoot('query-editor', dashboard);
  await page.keyboard.press('Escape');

  const alert = page.getByTestId('alert');
  await untilOneLags();
  await alert.getByLabel(/^Try a threshold/).fill('100');
  await alert.getByText(/^Fires now for \d/).waitFor();
  await shoot('alert-rule', alert);
} finally {
  await editors.close();
}
