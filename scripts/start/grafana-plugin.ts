import { once } from 'node:events';
import { cp, rm } from 'node:fs/promises';
import path from 'node:path';
import { preparePackages } from '../packages.mjs';
import { endGroup, spawnGroup } from '../process-group.ts';
import { prepareTools } from '../tools.mjs';

const plugin = path.resolve(import.meta.dirname, '../../plugin');

/** What is missing to build the plugin, undefined when nothing is. */
export function pluginProblem(): string | undefined {
  return prepareTools(['go'])[0];
}

/** Builds the plugin for this machine and puts it into a folder. The first time, its packages are fetched. */
export async function buildPlugin(target: string, signal: AbortSignal): Promise<void> {
  await preparePackages(plugin, 'runtime');
  await run(process.execPath, ['build.ts'], signal);
  await run('go', ['tool', 'mage', 'build:backend'], signal);
  await rm(target, { recursive: true, force: true });
  await cp(path.join(plugin, 'dist'), target, { recursive: true });
}

/** Runs a program quietly; ends it with all that it started when the signal says so. */
async function run(program: string, args: readonly string[], signal: AbortSignal): Promise<void> {
  signal.throwIfAborted();
  const child = spawnGroup(program, args, plugin, ['ignore', 'ignore', 'pipe']);
  const complaints: string[] = [];
  child.stderr?.setEncoding('utf8').on('data', (text: string) => complaints.push(text));
  let ending: Promise<void> | undefined;
  const end = (): void => {
    ending = endGroup(child);
  };
  signal.addEventListener('abort', end);
  const [code] = (await once(child, 'close')) as [number | null];
  signal.removeEventListener('abort', end);
  await ending;
  signal.throwIfAborted();
  if (code !== 0)
    throw new Error(`"${path.basename(program)} ${args.join(' ')}" failed:\n${complaints.join('').trim()}`);
}
