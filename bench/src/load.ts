import path from 'node:path';
import type { Browser } from 'playwright-core';
import { serve, stateOf } from '../../exporter/test/http/serve.ts';
import type { SyntheticShape } from '../../exporter/test/synthetic-snapshot.ts';
import { build } from '../../scripts/build.ts';
import { spreadOf } from './spread.ts';
import { spreadText, table } from './table.ts';

const pageFolder = path.resolve(import.meta.dirname, '../../exporter/dist/page');
const shape = { partitionsPerTopic: 6, groups: 20, offsetsPerGroup: 12 } as const;
const sizes: readonly SyntheticShape[] = [
  { ...shape, topics: 10 },
  { ...shape, topics: 1_000, groups: 200 },
];

/** Milliseconds from asking for the page's address until its sentence, and until its picture stand; the exporter's own page. */
export async function loadTimes(browser: Browser, rounds: number): Promise<string> {
  await build();
  const rows: string[][] = [];
  for (const size of sizes) {
    const served = await serve([await stateOf(size)], { pageFolder });
    const [sentences, pictures]: [number[], number[]] = [[], []];
    for (let round = 0; round < rounds; round++) {
      const page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
      const startMs = performance.now();
      await page.goto(served.url, { waitUntil: 'commit' });
      await page.locator('#sentence span').first().waitFor();
      sentences.push(performance.now() - startMs);
      await page.locator('.kf-node').first().waitFor();
      pictures.push(performance.now() - startMs);
      await page.close();
    }
    await served.close();
    rows.push([
      `${String(size.topics)} topics, ${String(size.groups)} groups`,
      ...[sentences, pictures].map((times) => spreadText(spreadOf(times), 0)),
    ]);
  }
  return table([['the page, loaded anew', 'sentence, ms', 'picture, ms'], ...rows]);
}
