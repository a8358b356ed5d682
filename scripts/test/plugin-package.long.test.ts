import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { beforeAll, expect, it } from '@jest/globals';
import { zipEntries, type ZipEntry } from './zip-entries.ts';

const root = path.resolve(import.meta.dirname, '../..');
const id = 'kafkascope-kafka-datasource';
const platforms = ['linux/amd64', 'linux/arm64', 'darwin/amd64', 'darwin/arm64', 'windows/amd64'];
let entries: ZipEntry[];

beforeAll(() => {
  const output = execFileSync(process.execPath, [path.join(root, 'scripts/package-plugin.ts')], { encoding: 'utf8' });
  const [, zip = ''] = /^(\S+\.zip): /m.exec(output) ?? [];
  entries = zipEntries(readFileSync(path.resolve(zip)));
}, 1_200_000);

it('has all in a folder named as the plugin, and only its programs executable', () => {
  expect(entries.filter(({ name }) => !name.startsWith(`${id}/`) || name.includes('..'))).toEqual([]);
  const programs = entries.filter(({ name }) => path.basename(name).startsWith('gpx_'));
  expect(programs).toHaveLength(platforms.length);
  for (const entry of entries) expect(entry.mode).toBe(programs.includes(entry) ? 0o100_755 : 0o100_644);
});

it.each(platforms)('has a static program for %s', (platform) => {
  const [system = '', processor = ''] = platform.split('/');
  const file = `gpx_kafkascope_${system}_${processor}${system === 'windows' ? '.exe' : ''}`;
  expect(entries.map(({ name }) => name)).toContain(`${id}/${file}`);
  const program = path.join(root, 'plugin/dist', file);
  const facts = execFileSync('go', ['version', '-m', program], { encoding: 'utf8' }).split(/\s+/);
  expect(facts).toEqual(expect.arrayContaining(['CGO_ENABLED=0', `GOOS=${system}`, `GOARCH=${processor}`]));
});
