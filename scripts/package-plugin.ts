import { execFileSync } from 'node:child_process';
import { readFile, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import { runChild } from './child.mjs';
import { pluginFaults } from './plugin-faults.ts';

/** npm run plugin:package: the Grafana plugin for all platforms as the zip that Grafana's catalogue takes, unsigned. */
const plugin = path.join(path.dirname(import.meta.dirname), 'plugin');
const dist = path.join(plugin, 'dist');
const sdk = 'github.com/grafana/grafana-plugin-sdk-go';
const oldestSdkDays = 150;

async function run(program: string, args: string[]): Promise<void> {
  const code = await runChild(program, args, { cwd: plugin, isNode: program === process.execPath });
  if (code !== 0) throw new Error(`"${path.basename(program)} ${args.join(' ')}" ended with exit code ${code}.`);
}

function sdkDays(): number {
  const args = ['list', '-m', '-f', '{{.Time.Unix}}', sdk];
  const releasedAt = Number(execFileSync('go', args, { cwd: plugin, encoding: 'utf8' }));
  return Math.floor((Date.now() / 1000 - releasedAt) / 86_400);
}

await rm(dist, { recursive: true, force: true });
await run(process.execPath, ['build.ts']);
console.log("Building the plugin's back end for five platforms, which takes minutes the first time …");
await run('go', ['tool', 'mage', 'all']);
const { version } = JSON.parse(await readFile(path.join(plugin, 'package.json'), 'utf8')) as { version: string };
const faults = await pluginFaults(dist, version);
if (faults.length > 0) throw new Error(`The plugin cannot be packaged: ${faults.join('; ')}.`);
const days = sdkDays();
if (days > oldestSdkDays) {
  console.warn(
    `Grafana's Go SDK in plugin/go.mod is ${days} days old: the catalogue takes none older than five months.`,
  );
}
await run('go', ['tool', 'mage', 'package']);
const zip = path.join(plugin, `kafkascope-kafka-datasource-${version}.zip`);
console.log(`${path.relative(process.cwd(), zip)}: ${((await stat(zip)).size / 1e6).toFixed(0)} MB, not signed.`);
