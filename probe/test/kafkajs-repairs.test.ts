import { expect, it } from '@jest/globals';
import { spawn } from 'node:child_process';
import path from 'node:path';
import { text } from 'node:stream/consumers';

/** What it says until it ends, or is ended: a process that hangs without a pause hears nothing else. */
async function stopAConsumer(args: readonly string[], limitMs: number): Promise<string> {
  const program = path.join(import.meta.dirname, 'stopped-consumer.ts');
  const { NODE_OPTIONS: _, ...env } = process.env;
  const stopped = spawn(process.execPath, [program, ...args], { env, stdio: ['ignore', 'pipe', 'inherit'] });
  const limit = setTimeout(() => stopped.kill('SIGKILL'), limitMs);
  const told = await text(stopped.stdout);
  clearTimeout(limit);
  return told;
}

it('a consumer that is stopped while a broker leaves ends, where kafkajs alone hangs for ever', async () => {
  expect(await stopAConsumer(['repaired'], 30_000)).toBe('stopped\n');
  // With a kafkajs that does not, the repair can go.
  expect(await stopAConsumer([], 3_000)).toBe('');
}, 60_000);
