import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, it } from '@jest/globals';
import type { Report } from '../../src/experiments/laboratory.ts';

/** Where no disk can be mounted: in a process that does not have the right to, as whoever is not root. */

interface Told {
  readonly report: Report;
  readonly refusal: string;
  readonly mounting: string;
}

const folder = path.join(tmpdir(), `kafkascope-no-mount-${String(process.pid)}`);
const program = `
  import { Laboratory } from '${path.join(import.meta.dirname, '../../src/experiments/laboratory.ts')}';
  import { mountMemoryDisk } from '${path.join(import.meta.dirname, '../../../cluster/src/memory-disk.ts')}';
  const thrown = (work) => {
    try {
      work();
    } catch (error) {
      return error.message;
    }
  };
  const laboratory = new Laboratory([]);
  process.send({
    report: laboratory.reports().find(({ name }) => name === 'disk-full'),
    refusal: thrown(() => laboratory.begin('disk-full')),
    mounting: thrown(() => mountMemoryDisk('${folder}', 1)),
  });
`;

it('is refused, saying why, where no disk can be mounted, and tries nothing', async () => {
  const node = [process.execPath, '--disable-warning=ExperimentalWarning', '--input-type=module', '-e', program];
  const [command = '', ...args] = process.getuid?.() === 0 ? ['setpriv', '--bounding-set=-sys_admin', ...node] : node;
  const env = { ...process.env, NODE_OPTIONS: '', DEMO_BROKERS: '3' };
  const child = spawn(command, args, { env, stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
  const [{ report, refusal, mounting }] = (await once(child, 'message')) as [Told];
  const why = 'a small disk is mounted for it, which needs Linux and root (or CAP_SYS_ADMIN)';
  expect(report).toMatchObject({ state: 'refused', told: `not possible here: ${why}`, seconds: null });
  expect(refusal).toBe(`This cannot be done here: ${why}.`);
  // That is so.
  expect(mounting).toContain('could not be mounted');
  child.disconnect();
  await rm(folder, { recursive: true });
});
