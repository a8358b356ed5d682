import { readFileSync } from 'node:fs';
import { expect, it } from '@jest/globals';
import { Exposition } from '../../src/metrics/exposition.ts';
import { families } from '../../src/metrics/index.ts';
import { richAtMs, richCluster, richState } from './rich-state.ts';
import { scrapeText } from './scrape-text.ts';

interface Row {
  readonly name: string;
  readonly type: string;
  readonly labels: readonly string[];
}

/** The rows of the tables whose first cell is a metric's name: name, type, labels, unit, meaning. */
function documented(): Row[] {
  const text = readFileSync(new URL('../../../docs/metrics.md', import.meta.url), 'utf8');
  return Array.from(text.matchAll(/^\| `(\w+)` \| (\w+) \| ([^|]*) \|/gm), ([, name = '', type = '', labels = '']) => ({
    name,
    type,
    labels: Array.from(labels.matchAll(/`(\w+)`/g), ([, label = '']) => label).sort(),
  })).sort(byName);
}

/** What a scrape carries when everything has a sample, and --web.max-series leaves something out. */
async function exposed(): Promise<Row[]> {
  const rows = new Map<string, Row>();
  for (const maxSeries of [Infinity, 100]) {
    const build = { version: '1', revision: '' };
    const exposition = new Exposition({ clusters: [richCluster], maxSeries, build, now: () => richAtMs });
    const state = await richState();
    await exposition.update(state);
    exposition.instruments.requestEnded('', 'Metadata', 'ok');
    for (const row of rowsOf(await scrapeText(exposition, [state]))) rows.set(row.name, row);
  }
  return [...rows.values()].filter(({ name }) => name.startsWith('kafka_')).sort(byName);
}

function rowsOf(text: string): Row[] {
  return Array.from(
    text.matchAll(/^# TYPE (\w+) (\w+)\n([^{\s]+)(?:\{(.*)\})? /gm),
    ([, name = '', type = '', , labels = '']) => ({
      name,
      type,
      labels: Array.from(labels.matchAll(/(\w+)="(?:[^"\\]|\\.)*"/g), ([, label = '']) => label)
        .filter((label) => label !== 'le')
        .sort(),
    }),
  );
}

function byName(left: Row, right: Row): number {
  return left.name < right.name ? -1 : 1;
}

it('docs/metrics.md says of every metric its name, type and labels, and of no other', async () => {
  expect(documented()).toEqual(await exposed());
});

it('the synthetic state has a sample of every family', async () => {
  const names = new Set((await exposed()).map(({ name }) => name));
  expect(families.filter(({ name }) => !names.has(name))).toEqual([]);
});
