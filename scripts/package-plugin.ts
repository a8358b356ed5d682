import { readFile, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import { runChild } from './child.mjs';
import { pluginFaults } from './plugin-faults.ts';

/** npm run plugin:package: the Grafana plugin for all platforms as the zip that Grafana's catalogue takes, unsigned. */
const plugin = path.join(path.dirname(import.meta.dirname), 'plugin');
const dist = path.join(plugin, 'dist');

async function run(program: string, args: string[]): Promise<void> {
  const code = await runChild(program, args, { cwd: plugin, isNode: program === process.execPath });
  if (code !== 0) throw new Error(`"${path.basename(program)} ${args.join(' ')}" ended with exit code ${code}.`);
}

await rm(dist, { recursive: true, force: true });
await run(process.execPath, ['build.ts']);
console.log("Building the plugin's back end for five platforms, which takes minutes the first time …");
await run('go', ['tool', 'mage', 'all']);
const { version } = JSON.parse(await readFile(path.join(plugin, 'package.json'), 'utf8')) as { version: string };
const faults = await pluginFaults(dist, version);
if (faults.length > 0) throw new Error(`The plugin cannot be packaged: ${faults.join('; ')}.`);
await run('go', ['tool', 'mage', 'package']);
const zip = path.join(plugin, `kafkascope-kafka-datasource-${version}.zip`);
console.log(`${path.relative(process.cwd(), zip)}: ${((await stat(zip)).size / 1e6).toFixed(0)} MB, not signed.`);
