import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { execFileSync } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import vm from 'node:vm';
import { provided } from '../provided.ts';

const root = path.dirname(import.meta.dirname);
let folder: string;
let names: readonly string[] = [];
let factory: ((...modules: unknown[]) => unknown) | undefined;

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'kafkascope-plugin-'));
  execFileSync(process.execPath, [path.join(root, 'build.ts'), folder]);
  const code = await readFile(path.join(folder, 'module.js'), 'utf8');
  const define = (dependencies: readonly string[], body: typeof factory): void => {
    names = dependencies;
    factory = body;
  };
  vm.runInNewContext(code, { define });
});
afterAll(() => rm(folder, { recursive: true, force: true }));

it('is one AMD module that leaves to Grafana what Grafana provides', () => {
  expect(typeof factory).toBe('function');
  expect(names.filter((name) => !provided.includes(name))).toEqual([]);
  expect(names).toEqual(expect.arrayContaining(['@grafana/data', '@grafana/runtime', '@grafana/ui', 'react', 'rxjs']));
});

it('makes a plugin of the modules that it is given', async () => {
  const modules = await Promise.all(names.map((name): Promise<unknown> => import(name)));
  const { plugin } = factory?.(...modules) as typeof import('../src/module.ts');
  expect(plugin.components.QueryEditor?.name).toBeTruthy();
  expect(plugin.components.ConfigEditor?.name).toBeTruthy();
  expect(plugin.components.QueryEditorHelp?.name).toBeTruthy();
  const { DataSourceClass } = plugin;
  expect(new DataSourceClass({ jsonData: {}, meta: {} } as never).getDefaultQuery('explore' as never)).toEqual({
    queryType: 'graph',
  });
});

it('maps back to the sources', async () => {
  const map = JSON.parse(await readFile(path.join(folder, 'module.js.map'), 'utf8')) as { sources: string[] };
  expect(map.sources).toEqual(expect.arrayContaining([expect.stringMatching(/src\/datasource\.ts$/)]));
});

it('says which version it is', async () => {
  const json = async (file: string): Promise<unknown> => JSON.parse(await readFile(file, 'utf8'));
  const { version } = (await json(path.join(root, 'package.json'))) as { version: string };
  const plugin = await json(path.join(folder, 'plugin.json'));
  expect(plugin).toMatchObject({
    id: 'kafkascope-kafka-datasource',
    info: { version, updated: expect.stringMatching(/^\d{4}-\d{2}-\d{2}$/) },
  });
});
