import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { build } from '../../scripts/build.ts';
import { runChild } from '../../scripts/child.mjs';
import { measure } from './measure.ts';
import { parseOptions, usage, type Options } from './options.ts';
import { report } from './report.ts';
import { Undo } from './undo.ts';

const results = fileURLToPath(import.meta.resolve('../results/'));

function options(): Options | 'help' {
  try {
    return parseOptions(process.argv.slice(2));
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n\n${usage}`);
    process.exit(2);
  }
}

async function main(): Promise<void> {
  const asked = options();
  if (asked === 'help') {
    process.stdout.write(usage);
    return;
  }
  if (asked.parts.includes('exporter')) await measureExporter(asked);
  for (const part of asked.parts) {
    if (part === 'exporter') continue;
    process.stdout.write(`\n${part}\n`);
    const program = fileURLToPath(import.meta.resolve(`./${part}.ts`));
    const code = await runChild(process.execPath, [program], { cwd: process.cwd(), isNode: true });
    if (code !== 0) process.exitCode = code;
  }
}

async function measureExporter(asked: Options): Promise<void> {
  const startedAt = new Date().toISOString();
  const directory = join(results, startedAt.replaceAll(':', '-'));
  mkdirSync(directory, { recursive: true });

  const undo = new Undo();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => {
      process.stderr.write(`\n${signal}: ending what was started\n`);
      void undo.all().finally(() => process.exit(signal === 'SIGINT' ? 130 : 143));
    });
  }
  await build();
  try {
    const measured = await measure(asked, startedAt, directory, undo, (line) => {
      process.stderr.write(`${line}\n`);
    });
    const file = join(directory, 'results.json');
    writeFileSync(file, `${JSON.stringify(measured, undefined, 1)}\n`);
    process.stdout.write(`\n${report(measured)}\n\nraw numbers: ${file}\n`);
  } finally {
    await undo.all();
  }
}

await main();
