import { mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { Remembered } from '../../src/derived/remembered.ts';
import { createLogger } from '../../src/log.ts';
import { StateFile, type StateOffer } from '../../src/state-file/state-file.ts';
import { remembered } from './remembered.ts';

let folder: string;
let lines: string[];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'state-'));
  lines = [];
});
afterEach(() => rm(folder, { recursive: true }));

function fileOf(cluster = '', inFolder = folder): StateFile {
  const log = createLogger({ level: 'info', format: 'json' }, { write: (line) => lines.push(line) });
  return new StateFile({ folder: inFolder, cluster, log, now: () => 1_700_000_000_000 });
}

function offer(state: Remembered, more: Partial<StateOffer> = {}): StateOffer {
  return { clusterId: 'c', tickMs: 0, isUrgent: true, hasChanged: true, take: () => state, ...more };
}

describe('the state file', () => {
  it('gives back what was saved', async () => {
    const state = remembered(7);
    await fileOf().offer(offer(state));
    await expect(fileOf().read('c')).resolves.toEqual(state);
    expect(lines).toEqual([]);
  });

  it('is nothing to speak of when it is not there', async () => {
    await expect(fileOf().read('c')).resolves.toBeUndefined();
    expect(lines).toEqual([]);
  });

  it('has a name that any file system takes', () => {
    expect(fileOf().path).toBe(join(folder, 'default.ndjson'));
    expect(fileOf('a/../b: *').path).toBe(join(folder, 'a%2F..%2Fb%3A%20%2A.ndjson'));
  });

  it('makes its folder', async () => {
    const file = fileOf('', join(folder, 'a', 'b'));
    await file.offer(offer(remembered(1)));
    expect((await stat(file.path)).isFile()).toBe(true);
  });

  it('is not written before half a minute has passed, unless it is urgent', async () => {
    const file = fileOf();
    const saved = async () => {
      await file.close();
      return (await file.read('c'))?.counters[0]?.records;
    };
    const calm = { isUrgent: false };
    await file.offer(offer(remembered(1), { ...calm, tickMs: 1_000 }));
    expect(await saved()).toBe(1);
    await file.offer(offer(remembered(2), { ...calm, tickMs: 30_000 }));
    expect(await saved()).toBe(1);
    await file.offer(offer(remembered(3), { ...calm, tickMs: 31_000 }));
    expect(await saved()).toBe(3);
    await file.offer(offer(remembered(4), { ...calm, tickMs: 99_000, hasChanged: false }));
    expect(await saved()).toBe(3);
    await file.offer(offer(remembered(5), { tickMs: 99_001 }));
    expect(await saved()).toBe(5);
  });

  it('is never written twice at once, and urgent news are on the disk when the offer is over', async () => {
    const file = fileOf();
    await file.offer(offer(remembered(1, 5_000), { isUrgent: false }));
    await file.offer(offer(remembered(2, 5_000), { isUrgent: false, tickMs: 60_000 }));
    await file.offer(offer(remembered(3, 5_000)));
    expect((await file.read('c'))?.counters[0]?.records).toBe(3);
    expect(await readdir(folder)).toEqual(['default.ndjson']);
  });

  it('of another cluster is set aside', async () => {
    await fileOf().offer(offer(remembered(1)));
    await expect(fileOf().read('another')).resolves.toBeUndefined();
    expect(await readdir(folder)).toEqual(['default.ndjson.damaged-2023-11-14T22-13-20.000Z']);
    expect(lines.join()).toContain('it is of another cluster (c, not another)');
  });

  it.each<[string, (text: string) => string, string]>([
    ['empty', () => '', 'cut short'],
    ['no JSON', (text) => text.replace('{"kind":"topic"', '{"kind:"topic"'), 'line 2 '],
    ['cut within a line', (text) => text.slice(0, text.length / 2), 'ends in the middle'],
    ['cut between lines', (text) => text.slice(0, text.indexOf('{"kind":"group"')), 'cut short'],
    ['without a line', (text) => text.replace(/\{"kind":"group".*\n/, ''), 'another number of lines'],
    ['longer than its end', (text) => `${text}${text}`, 'line '],
    ['of another version', (text) => text.replace('"version":1', '"version":99'), 'is of version 99, not 1'],
    ['without header', (text) => text.slice(text.indexOf('\n') + 1), 'line 1 '],
    ['with a text for a number', (text) => text.replace('"records":1', '"records":"1"'), "has no number 'records'"],
    ['with columns of unequal length', (text) => text.replace('"epoch":[3,4,null]', '"epoch":[3]'), 'highWatermark'],
    ['with an unknown cause', (text) => text.replace('"truncated"', '"eaten"'), "as 'cause'"],
    ['with a negative counter', (text) => text.replace('"records":1', '"records":-1'), 'less than nothing'],
    ['with an unknown kind of line', (text) => text.replace('"kind":"group"', '"kind":"grape"'), "kind 'grape'"],
    ['an array', (text) => text.replace(/\{"kind":"group".*\n/, '[]\n'), 'is no object'],
  ])('that is damaged (%s) is set aside with a warning', async (_, damage, reason) => {
    const file = fileOf();
    await file.offer(offer(remembered(1)));
    await writeFile(file.path, damage(await readFile(file.path, 'utf8')));
    await expect(file.read('c')).resolves.toBeUndefined();
    const [aside = ''] = await readdir(folder);
    expect(aside).toMatch(/^default\.ndjson\.damaged-/);
    expect(lines).toHaveLength(1);
    const warning = JSON.parse(lines[0] ?? '') as Record<string, string>;
    expect(warning).toMatchObject({ level: 'warn', file: file.path, aside: join(folder, aside) });
    expect(warning.reason).toContain(reason);
    await file.offer(offer(remembered(2)));
    expect((await file.read('c'))?.counters[0]?.records).toBe(2);
  });

  it('in a folder that cannot be written is one warning, and one line when it can', async () => {
    const path = join(folder, 'not-a-folder');
    await writeFile(path, '');
    const file = fileOf('', path);
    await file.read('c');
    lines = [];
    for (let refresh = 0; refresh < 3; refresh++) await file.offer(offer(remembered(refresh)));
    expect(lines).toHaveLength(1);
    expect(lines[0]).toContain('the state file cannot be written');
    await rm(path);
    for (let refresh = 0; refresh < 3; refresh++) await file.offer(offer(remembered(refresh)));
    expect(lines).toHaveLength(2);
  });

  it('that cannot be read is a warning and stays where it is', async () => {
    const file = fileOf();
    await mkdir(file.path);
    await expect(file.read('c')).resolves.toBeUndefined();
    expect(lines.join()).toContain('the state file cannot be read');
  });
});
