import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, it } from '@jest/globals';
import { isAlive } from '../src/process.ts';
import { startWatcher } from '../src/watcher.ts';

/** Has a process and a folder watched, says so, and does nothing more. */
const program = `
  import { execFileSync, spawn } from 'node:child_process';
  import { startWatcher } from ${JSON.stringify(path.join(import.meta.dirname, '../src/watcher.ts'))};
  const sleeper = spawn('sleep', ['60'], { detached: true, stdio: 'ignore' });
  startWatcher({ mount: undefined, directory: process.argv[1] }).watch([sleeper.pid]);
  console.log(sleeper.pid);
`;

it.each(['SIGKILL', 'SIGTERM', 'SIGINT'] as const)(
  'outlives its process, but not what it watches: %s',
  async (signal) => {
    const directory = mkdtempSync(path.join(tmpdir(), 'kafkascope-watcher-'));
    const args = ['--input-type=module-typescript', '--eval', program, directory];
    const parent = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
    const [line] = (await once(createInterface(parent.stdout), 'line')) as [string];
    const pid = Number(line);
    expect(isAlive(pid)).toBe(true);
    parent.kill(signal);
    for (let tries = 0; (isAlive(pid) || existsSync(directory)) && tries < 100; tries++) await sleep(50);
    expect(isAlive(pid)).toBe(false);
    expect(existsSync(directory)).toBe(false);
  },
);

it('is not ended with the children of its process', async () => {
  const directory = mkdtempSync(path.join(tmpdir(), 'kafkascope-watcher-'));
  const watcher = startWatcher({ mount: undefined, directory });
  const children = (): string[] =>
    execFileSync('ps', ['-A', '-o', 'ppid=,args='], { encoding: 'utf8' })
      .split('\n')
      .filter((line) => line.trim().startsWith(`${process.pid} `) && line.includes(directory));
  for (let tries = 0; children().length > 0 && tries < 100; tries++) await sleep(50);
  expect(children()).toEqual([]);
  expect(existsSync(directory)).toBe(true);
  await watcher.close();
  expect(existsSync(directory)).toBe(false);
});

it('is closed without harm to what it watches no more', async () => {
  const sleeper = spawn('sleep', ['60'], { stdio: 'ignore' });
  const watcher = startWatcher({ mount: undefined, directory: undefined });
  watcher.watch([sleeper.pid ?? 0]);
  watcher.watch([]);
  await watcher.close();
  expect(isAlive(sleeper.pid ?? 0)).toBe(true);
  sleeper.kill();
  await once(sleeper, 'exit');
});
