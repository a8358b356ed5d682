import { spawnSync } from 'node:child_process';
import { chmod, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { freePorts } from '../../../cluster/src/ports.ts';
import { flowDashboard, grafanaEnvironment, pluginFolder, startGrafana } from '../../start/grafana.ts';
import { untilHealthy } from '../../start/live.ts';

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'kafkascope-grafana-'));
});
afterEach(async () => rm(folder, { recursive: true }));

const provisioned = path.resolve(import.meta.dirname, '../../../provisioning/grafana');
const options = { demo: true, port: 3000, exporter: 'http://127.0.0.1:9308', prometheus: 'http://127.0.0.1:9090' };

/** Of conf/defaults.ini in Grafana 12.4: an environment variable for any other key would be ignored without a word. */
const knownKeys: Record<string, readonly string[]> = {
  paths: ['data', 'logs', 'plugins', 'provisioning'],
  server: ['http_addr', 'http_port', 'domain'],
  'auth.anonymous': ['enabled', 'org_name', 'org_role', 'hide_version'],
  analytics: ['reporting_enabled', 'check_for_updates', 'check_for_plugin_updates'],
  news: ['news_feed_enabled'],
  plugins: ['allow_loading_unsigned_plugins', 'preinstall_disabled', 'public_key_retrieval_disabled'],
  security: ['disable_gravatar'],
  snapshots: ['external_enabled'],
  log: ['mode', 'level'],
};

it('sets nothing that Grafana would ignore', () => {
  const known = Object.entries(knownKeys).flatMap(([section, keys]) =>
    keys.map((key) => `GF_${section}_${key}`.replaceAll('.', '_').toUpperCase()),
  );
  const set = Object.keys(grafanaEnvironment({ ...options, directory: folder })).filter((name) =>
    name.startsWith('GF_'),
  );
  expect(known).toEqual(expect.arrayContaining(set));
});

it('has an address for each variable that is provisioned', async () => {
  const environment = grafanaEnvironment({ ...options, directory: folder });
  const files = (await filesIn(provisioned)).filter((file) => file.endsWith('.yml'));
  const texts = await Promise.all(files.map((file) => readFile(path.join(provisioned, file), 'utf8')));
  const asked = [...texts.join('\n').matchAll(/\$\{(\w+)\}/g)].map(([, name = '']) => name);
  expect(asked.length).toBeGreaterThan(0);
  expect(Object.keys(environment)).toEqual(expect.arrayContaining(asked));
});

it('leads to the dashboard that is provisioned', async () => {
  const text = await readFile(path.join(provisioned, 'dashboards/kafkascope/flow.json'), 'utf8');
  expect(flowDashboard).toBe(`/d/${(JSON.parse(text) as { uid: string }).uid}`);
});

async function filesIn(directory: string): Promise<string[]> {
  const entries = await readdir(directory, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile());
  return files.map(({ parentPath, name }) => path.relative(directory, path.join(parentPath, name))).sort();
}

/** Whether it is there and no zombie. */
function isRunning(pid: number): boolean {
  const { stdout } = spawnSync('ps', ['-o', 'stat=', '-p', String(pid)], { encoding: 'utf8' });
  return stdout !== '' && !stdout.startsWith('Z');
}

describe('with a program in the place of Grafana', () => {
  /** Notes how it was called, has a child as Grafana has plugins, and is healthy. */
  const standIn = `#!${process.execPath}
const child = require('node:child_process').spawn('sleep', ['600']);
const { env, argv } = process;
const note = JSON.stringify({ argv: argv.slice(2), env, child: child.pid });
require('node:fs').writeFileSync(env.GF_PATHS_DATA + '/called.json', note);
require('node:http').createServer((request, response) => {
  response.writeHead(request.url === '/api/health' ? 200 : 404).end();
}).listen(Number(env.GF_SERVER_HTTP_PORT), env.GF_SERVER_HTTP_ADDR);
`;

  it('gives it its home, no configuration of its own, and what is provisioned; it ends with its child', async () => {
    const binary = path.join(folder, 'bin/grafana');
    await mkdir(path.dirname(binary));
    await writeFile(binary, standIn);
    await chmod(binary, 0o755);
    const [port = 0] = await freePorts(1);
    const directory = path.join(folder, 'data');
    const program = await startGrafana({ home: folder, binary }, { ...options, directory, port, demo: false });
    expect(await untilHealthy(`http://127.0.0.1:${port}`, 30_000, AbortSignal.timeout(40_000))).toBe(true);
    const called = JSON.parse(await readFile(path.join(directory, 'called.json'), 'utf8')) as {
      argv: string[];
      env: Record<string, string>;
      child: number;
    };
    expect(called.argv).toEqual(['server', `--homepath=${folder}`, '--config=/dev/null']);
    expect(called.env).toMatchObject({
      GF_PATHS_DATA: directory,
      // Grafana takes each folder in there for a plugin.
      GF_PATHS_PLUGINS: path.dirname(pluginFolder(directory)),
      GF_SERVER_HTTP_PORT: String(port),
      KAFKASCOPE_URL: options.exporter,
      PROMETHEUS_URL: options.prometheus,
    });
    const given = await filesIn(called.env.GF_PATHS_PROVISIONING ?? '');
    expect(given).toContain(path.join('datasources', 'datasources.yml'));
    expect(given).toEqual((await filesIn(provisioned)).filter((file) => !file.includes('/demo/')));
    await program.stop();
    expect(await program.ended).toBe('SIGTERM');
    while (isRunning(called.child)) await sleep(50);
  });
});
