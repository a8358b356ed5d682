import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, it } from '@jest/globals';
import { isAlive } from '../../src/process.ts';

/** Starts a cluster in a process of its own, which says where and then does nothing. */
const program = `
  import { startCluster } from ${JSON.stringify(path.join(import.meta.dirname, '../../src/cluster.ts'))};
  const { brokers, directory } = await startCluster({ brokers: 1 });
  console.log(JSON.stringify({ pid: brokers[0].pid, directory }));
  setInterval(() => {}, 1000);
`;

it('leaves no broker and no data behind when its process is killed', async () => {
  const parent = spawn(process.execPath, ['--input-type=module-typescript', '--eval', program], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [line] = (await once(createInterface(parent.stdout), 'line')) as [string];
  const { pid, directory } = JSON.parse(line) as { pid: number; directory: string };
  expect(isAlive(pid)).toBe(true);
  parent.kill('SIGKILL');
  await once(parent, 'exit');
  for (let tries = 0; (isAlive(pid) || existsSync(directory)) && tries < 100; tries++) await sleep(100);
  expect(isAlive(pid)).toBe(false);
  expect(existsSync(directory)).toBe(false);
}, 300_000);
