import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from '@jest/globals';
import { createLogger } from '../../src/log.ts';
import { StateFile } from '../../src/state-file/state-file.ts';
import { remembered } from './remembered.ts';

const writer = fileURLToPath(new URL('write-for-ever.ts', import.meta.url));
const kills = 24;

/** Kills a writer some time after its first save; answers the newest state that it said was saved. */
async function killWriter(folder: string, first: number, afterMs: number): Promise<number> {
  const child = spawn(process.execPath, [writer, folder, String(first)], { stdio: ['ignore', 'pipe', 'inherit'] });
  const ended = once(child, 'close');
  let said = '';
  const saved = once(child.stdout, 'data');
  child.stdout.setEncoding('utf8').on('data', (text: string) => (said += text));
  await saved;
  await new Promise((resolve) => setTimeout(resolve, afterMs));
  child.kill('SIGKILL');
  await ended;
  return Number(said.split('\n').at(-2));
}

it('a writer that is killed at any moment leaves a whole file, and nothing that was saved is lost', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'state-'));
  const lines: string[] = [];
  const log = createLogger({ level: 'debug', format: 'logfmt' }, { write: (line) => lines.push(line) });
  try {
    let newest = 0;
    for (let kill = 0; kill < kills; kill++) {
      const saved = await killWriter(folder, newest + 1, Math.random() * 60);
      const state = await new StateFile({ folder, cluster: '', log, now: Date.now }).read('cluster');
      const records = state?.counters[0]?.records ?? NaN;
      expect(state).toEqual(remembered(records, 2_000));
      // The last one may be on the disk although the writer did not come to say so.
      expect([saved, saved + 1]).toContain(records);
      newest = records;
    }
    expect(lines).toEqual([]);
    expect((await readdir(folder)).filter((name) => !name.endsWith('.new'))).toEqual(['default.ndjson']);
  } finally {
    await rm(folder, { recursive: true });
  }
}, 120_000);
