import { chmod, mkdir, mkdtemp, realpath, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { findGrafana } from '../../start/grafana-home.ts';

let folder: string;

beforeEach(async () => {
  folder = await realpath(await mkdtemp(path.join(tmpdir(), 'kafkascope-grafana-home-')));
});
afterEach(async () => rm(folder, { recursive: true }));

/** Makes files below the folder; those named grafana answer as `grafana server -v` does. */
async function make(files: readonly string[], version = '12.4.0'): Promise<void> {
  for (const file of files) {
    const full = path.join(folder, file);
    await mkdir(path.dirname(full), { recursive: true });
    const answer = `echo "Version ${version} (commit: 0123456789, branch: HEAD)"`;
    await writeFile(full, path.basename(file) === 'grafana' ? `#!/bin/sh\n${answer}\n` : '');
    await chmod(full, 0o755);
  }
}

const at = (name: string): string => path.join(folder, name);

it.each([
  ['an archive', ['bin/grafana', 'conf/defaults.ini'], 'bin/grafana'],
  ['a folder with the program beside conf', ['grafana', 'conf/defaults.ini'], 'grafana'],
])('takes GRAFANA_HOME of %s', async (_, files, binary) => {
  await make(files);
  expect(findGrafana({ GRAFANA_HOME: folder })).toEqual({ home: folder, binary: at(binary) });
});

it('does not look on PATH when GRAFANA_HOME is wrong', async () => {
  await make(['bin/grafana', 'conf/defaults.ini']);
  const problem = findGrafana({ GRAFANA_HOME: at('bin'), PATH: at('bin') });
  expect(problem).toBe(`GRAFANA_HOME names ${at('bin')}, where there is no conf/defaults.ini`);
  await rm(at('bin'), { recursive: true });
  expect(findGrafana({ GRAFANA_HOME: folder })).toBe(`GRAFANA_HOME names ${folder}, where there is no bin/grafana`);
});

it('runs the program of the Debian package, not the script around it', async () => {
  await make(['usr/sbin/grafana', 'usr/share/grafana/bin/grafana', 'usr/share/grafana/conf/defaults.ini']);
  expect(findGrafana({ PATH: `${at('nothing')}:${at('usr/sbin')}` })).toEqual({
    home: at('usr/share/grafana'),
    binary: at('usr/share/grafana/bin/grafana'),
  });
});

it('follows the link of Homebrew', async () => {
  await make(['Cellar/grafana/12.4.0/bin/grafana', 'Cellar/grafana/12.4.0/share/grafana/conf/defaults.ini']);
  await mkdir(at('bin'));
  await symlink(at('Cellar/grafana/12.4.0/bin/grafana'), at('bin/grafana'));
  expect(findGrafana({ PATH: at('bin') })).toEqual({
    home: at('Cellar/grafana/12.4.0/share/grafana'),
    binary: at('Cellar/grafana/12.4.0/bin/grafana'),
  });
});

it('says what is missing', async () => {
  expect(findGrafana({ PATH: at('bin') })).toMatch(/^none is installed/);
  await make(['bin/grafana']);
  expect(findGrafana({ PATH: at('bin') })).toMatch(/is there, but not its conf\/defaults\.ini/);
  await make(['conf/defaults.ini']);
  await writeFile(at('bin/grafana'), '#!/bin/sh\nexit 1\n');
  expect(findGrafana({ PATH: at('bin') })).toBe(`${at('bin/grafana')} does not run: it tells no version`);
});

it.each([
  ['12.2.9', false],
  ['12.3.0', true],
  ['13.0.0-pre', true],
])('knows whether the plugin can be loaded by %s', async (version, isNewEnough) => {
  await make(['bin/grafana', 'conf/defaults.ini'], version);
  const found = findGrafana({ GRAFANA_HOME: folder });
  if (isNewEnough) expect(found).toHaveProperty('home');
  else expect(found).toBe(`Grafana 12.3 or newer is missing (${at('bin/grafana')} is ${version})`);
});
