import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { pluginFaults } from '../plugin-faults.ts';

let dist: string;
const description = {
  id: 'some-plugin',
  executable: 'gpx_some',
  info: { version: '1.2.3', logos: { small: 'img/logo.svg', large: 'img/logo.svg' }, screenshots: [] },
  dependencies: { grafanaDependency: '>=12.3.0' },
};
const programs = ['linux_amd64', 'linux_arm64', 'darwin_amd64', 'darwin_arm64', 'windows_amd64.exe'];

beforeEach(async () => {
  dist = await mkdtemp(path.join(tmpdir(), 'kafkascope-plugin-'));
  await mkdir(path.join(dist, 'img'));
  await describeAs(description);
  const files = ['module.js', 'module.js.map', 'go_plugin_build_manifest', 'README.md', 'CHANGELOG.md', 'LICENSE'];
  for (const file of [...files, 'img/logo.svg']) await writeFile(path.join(dist, file), '');
  for (const name of programs) await writeFile(path.join(dist, `gpx_some_${name}`), '', { mode: 0o755 });
});

afterEach(() => rm(dist, { recursive: true }));

async function describeAs(contents: object): Promise<void> {
  await writeFile(path.join(dist, 'plugin.json'), JSON.stringify(contents));
}

it('finds nothing wrong with a whole plugin', async () => {
  expect(await pluginFaults(dist, '1.2.3')).toEqual([]);
});

it('finds what is missing', async () => {
  await rm(path.join(dist, 'LICENSE'));
  await rm(path.join(dist, 'gpx_some_linux_arm64'));
  const includes = [{ path: 'dashboards/flow.json' }, { path: '/d/elsewhere' }];
  await describeAs({
    ...description,
    includes,
    info: { ...description.info, screenshots: [{ path: 'img/flow.png' }] },
  });
  expect(await pluginFaults(dist, '1.2.3')).toEqual(
    ['LICENSE', 'img/flow.png', 'dashboards/flow.json', 'gpx_some_linux_arm64'].map((file) => `${file} is missing`),
  );
});

it('finds versions that differ, placeholders, and programs that cannot be run', async () => {
  await describeAs({ ...description, dependencies: {}, info: { ...description.info, updated: '%TODAY%' } });
  await chmod(path.join(dist, 'gpx_some_darwin_amd64'), 0o644);
  expect(await pluginFaults(dist, '1.3.0')).toEqual([
    'plugin.json has a placeholder left',
    'plugin.json is of version 1.2.3, package.json of 1.3.0',
    'plugin.json does not say which Grafana it needs',
    'gpx_some_darwin_amd64 is not executable',
  ]);
});

it('says so where there is no plugin at all', async () => {
  await rm(path.join(dist, 'plugin.json'));
  expect(await pluginFaults(dist, '1.2.3')).toEqual(['plugin.json is missing']);
});
