import { mkdir, rm } from 'node:fs/promises';
import path from 'node:path';
import { startCluster } from '../cluster/src/cluster.ts';
import { freePorts } from '../cluster/src/ports.ts';
import { build } from './build.ts';
import { runChild } from './child.mjs';
import { exporterFlags } from './start/exporter-flags.ts';
import { untilReady } from './start/live.ts';
import { startProgram } from './start/program.ts';

/**
 * npm run test:grafana [-- PLAYWRIGHT OPTIONS]: the plugin in the Grafana at GRAFANA_URL. It asks an exporter and a broker
 * that are started here, or those of KAFKASCOPE_URL, as Grafana reaches it, and KAFKA_BROKERS.
 */
const plugin = path.join(path.dirname(import.meta.dirname), 'plugin');
const pluginId = 'kafkascope-kafka-datasource';
const { GRAFANA_URL = '', GRAFANA_ADMIN_USER = 'admin', GRAFANA_ADMIN_PASSWORD = 'admin' } = process.env;
const grafana = GRAFANA_URL.replace(/\/$/, '');

const problem = await problemOfGrafana();
if (problem !== undefined) {
  console.error(problem);
  process.exit(1);
}
const { KAFKASCOPE_URL = '', KAFKA_BROKERS = '' } = process.env;
const world = KAFKASCOPE_URL !== '' && KAFKA_BROKERS !== '' ? undefined : await startWorld();
try {
  process.exitCode = await runTests();
} finally {
  await world?.stop();
}

/** A sentence, undefined when there is a Grafana that has the plugin. */
async function problemOfGrafana(): Promise<string | undefined> {
  const credentials = Buffer.from(`${GRAFANA_ADMIN_USER}:${GRAFANA_ADMIN_PASSWORD}`).toString('base64');
  const headers = { authorization: `Basic ${credentials}` };
  try {
    const { status } = await fetch(`${grafana}/api/plugins/${pluginId}/settings`, { headers });
    if (status === 200) return undefined;
    if (status === 401)
      return `Grafana at ${grafana} does not know ${GRAFANA_ADMIN_USER} by that password: set GRAFANA_ADMIN_USER and GRAFANA_ADMIN_PASSWORD.`;
    return `Grafana at ${grafana} has not loaded the plugin ${pluginId} (it answers ${status}): plugin/README.md says how.`;
  } catch (error) {
    if (error instanceof TypeError) return `Nothing answers at ${grafana}, where GRAFANA_URL says that Grafana is.`;
    throw error;
  }
}

/** One broker and an exporter, for a Grafana on this machine. */
async function startWorld(): Promise<{ stop: () => Promise<void> }> {
  await build();
  const [port = 0] = await freePorts(1);
  const cluster = await startCluster({ brokers: 1 });
  const flags = exporterFlags([cluster.bootstrap], port, ['--log.level=error', '--refresh.interval=1s']);
  const exporter = startProgram(path.join(path.dirname(plugin), 'exporter/dist/main.js'), flags, {});
  const stop = async (): Promise<void> => {
    await exporter.stop();
    await cluster.stop();
  };
  const url = `http://127.0.0.1:${port}`;
  if (!(await untilReady(url, 60_000, new AbortController().signal))) {
    await stop();
    throw new Error(`The exporter is not ready; ${url}/readyz would say why.`);
  }
  process.env.KAFKASCOPE_URL = url;
  process.env.KAFKA_BROKERS = cluster.bootstrap;
  return { stop };
}

/** @returns Playwright's exit code. */
async function runTests(): Promise<number> {
  process.env.GRAFANA_URL = grafana;
  // Playwright's results, and the login that plugin-e2e keeps.
  const folder = path.join(plugin, '.cache/e2e');
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  const cli = path.join(plugin, 'node_modules/@playwright/test/cli.js');
  const config = path.join(plugin, 'e2e/playwright.config.ts');
  // Not as one of our Node programs: its workers would take over what ends those with their parent, and end at once.
  return runChild(process.execPath, [cli, 'test', '--config', config, ...process.argv.slice(2)], { cwd: folder });
}
