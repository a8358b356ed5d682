import { spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from '@jest/globals';

const launcher = path.resolve(import.meta.dirname, '../child.mjs');
const program = `
  const seen = [];
  for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => seen.push(signal));
  process.on('SIGTERM', () => { console.log(seen.join()); process.exit(7); });
  setInterval(() => {}, 1000);
  console.log('ready');
`;

/** A process that launches the program above, and what the program writes. */
async function launch() {
  const source = `import { runChild } from ${JSON.stringify(launcher)};
    const code = await runChild(process.execPath, ['-e', ${JSON.stringify(program)}], { cwd: '.', isNode: true });
    process.exit(code);`;
  const parent = spawn(process.execPath, ['--input-type=module', '-e', source], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const output: string[] = [];
  parent.stdout.on('data', (chunk: Buffer) => output.push(chunk.toString()));
  await once(parent.stdout, 'data');
  return { parent, output };
}

describe('a launched program', () => {
  it('gets a signal once that reaches the launcher several times, and its exit code counts', async () => {
    const { parent, output } = await launch();
    parent.kill('SIGINT');
    await sleep(50);
    parent.kill('SIGINT');
    await sleep(50);
    parent.kill('SIGTERM');
    expect(await once(parent, 'close')).toEqual([7, null]);
    expect(output.join('')).toBe('ready\nSIGINT,SIGTERM\n');
  });

  it('ends in the ordinary way when its launcher is killed', async () => {
    const { parent, output } = await launch();
    parent.kill('SIGKILL');
    await once(parent, 'close');
    expect(output.join('')).toBe('ready\nSIGTERM\n');
  });
});
