/**
 * `npm start`: three brokers, the demo and the exporter, or with KAFKA_BROKERS only the exporter; with both, Prometheus
 * and Grafana where they are installed. Everything it starts ends with it.
 */
import { rm } from 'node:fs/promises';
import path from 'node:path';
import { prepareKafka, startCluster, type Cluster } from '../cluster/src/cluster.ts';
import { lockDirectory } from '../cluster/src/lock.ts';
import { lendBrokers } from '../demo/src/lend-brokers.ts';
import { auditedDemo, watchedDemo } from '../demo/src/watched.ts';
import { build } from './build.ts';
import { Companions } from './start/companions.ts';
import { exporterFlags, exporterUrl } from './start/exporter-flags.ts';
import { untilLive, untilReady } from './start/live.ts';
import { choosePorts } from './start/ports.ts';
import { startProgram, type Program } from './start/program.ts';
import { startProgress } from './start/progress.ts';

const root = path.dirname(import.meta.dirname);
const dataFolder = path.join(root, '.data');
const stateFolder = path.join(dataFolder, 'state');
const clean = process.argv.includes('--clean');
const exporterArgs = process.argv.slice(2).filter((arg) => arg !== '--clean' && arg !== '--');

const { say, passing } = startProgress();
const ending = new AbortController();
let cluster: Cluster | undefined;
let demo: Program | undefined;
let exporter: Program | undefined;
let companions: Companions | undefined;

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => void end(0));

try {
  const given = process.env.KAFKA_BROKERS ?? '';
  if (given === '') await startAll();
  else await watch(given.split(',').map((address) => address.trim()));
} catch (error) {
  if (!ending.signal.aborted) {
    say(error instanceof Error ? error.message : String(error));
    await end(1);
  }
}

/** No brokers and no demo, for somebody's own cluster. */
async function watch(brokers: readonly string[]): Promise<void> {
  const folder = path.join(dataFolder, 'own');
  lock(folder);
  await build();
  companions = new Companions(say, ending.signal);
  const ports = await choosePorts(['exporter', ...companions.names], say);
  const url = startExporter(brokers, ports.exporter, 'own', exporterArgs);
  await companions.startPrometheus(folder, ports, { exporter: new URL(url).host, brokers: [], applications: [] });
  say(`watching ${brokers.join(', ')}`);
  if (!(await untilReady(url, 15_000, ending.signal))) say(`there are no data yet; ${url}/readyz says why`);
  tell([...places(url), ...companions.places(ports), 'Ctrl-C ends it.']);
  companions.startGrafana(folder, ports, { exporter: url, demo: false });
}

/** One `npm start` for each folder of data. */
function lock(folder: string): void {
  const busy = (pid: number): string => `Kafkascope runs in this checkout already (process ${pid}): end that first.`;
  lockDirectory(folder, 'start.lock', busy);
}

async function startAll(): Promise<void> {
  lock(dataFolder);
  const data = path.join(dataFolder, 'kafka');
  const begun = ['kafka', 'prometheus', 'grafana', 'state/demo'].map((name) => path.join(dataFolder, name));
  if (clean) for (const folder of begun) await rm(folder, { recursive: true, force: true });
  const onProgress = (line: string): void => (line.startsWith('fetched') ? passing : say)(line);
  await Promise.all([prepareKafka(undefined, onProgress), build()]);

  // Only now: the first time, minutes may have passed.
  const brokerNames = ['first broker', 'second broker', 'third broker'] as const;
  const agentNames = brokerNames.map((broker) => `JMX agent of the ${broker}` as const);
  companions = new Companions(say, ending.signal);
  const ports = await choosePorts(
    [
      'exporter',
      'dashboard of the demo',
      'control page of the demo',
      'host API of the demo',
      ...companions.names,
      ...brokerNames,
      ...agentNames,
    ],
    say,
  );
  const { bootstrap, brokers } = (cluster = await startCluster({
    dataDir: data,
    ports: brokerNames.map((name) => ports[name]),
    jmx: agentNames.map((name) => ports[name]),
    // Whoever kills a broker and brings it back wants to see it lead again within half a minute, not five.
    brokerConfig: {
      'leader.imbalance.check.interval.seconds': '30',
      // And whoever shortens retention wants to see records expire before five minutes have passed.
      'log.retention.check.interval.ms': '5000',
    },
    onProgress,
    onDeath: (_, reason) => say(`${reason}\nThe other brokers go on; there are three copies of everything.`),
  }));
  say(`three brokers are up: ${bootstrap}`);

  const dashboardPort = String(ports['dashboard of the demo']);
  const running = cluster;
  demo = startProgram(
    path.join(root, 'demo/src/main.ts'),
    [],
    {
      KAFKA_BROKERS: bootstrap,
      KAFKA_CLASS_PATH: cluster.classPath,
      KAFKASCOPE_URL: exporterUrl(ports.exporter, exporterArgs),
      OCEAN_DASHBOARD_PORT: dashboardPort,
      DEMO_CONTROL_PORT: String(ports['control page of the demo']),
      HOST_API_PORT: String(ports['host API of the demo']),
      DEMO_BROKERS: String(brokers.length),
    },
    (child) => lendBrokers(child, running),
  );
  void demo.ended.then((how) => {
    if (!ending.signal.aborted) say(`the demo has ended (${how}); the brokers and the exporter go on`);
  });
  const url = startExporter(bootstrap.split(','), ports.exporter, 'demo', [
    ...watchedDemo,
    ...auditedDemo,
    ...exporterArgs,
  ]);
  await companions.startPrometheus(dataFolder, ports, {
    exporter: new URL(url).host,
    brokers: brokers.flatMap(({ id, jmxUrl }) => (jmxUrl === undefined ? [] : [{ id, agent: new URL(jmxUrl).host }])),
    applications: [`127.0.0.1:${dashboardPort}`],
  });
  if (await untilLive(url, 60_000, ending.signal)) say('the graph is live');
  else say(`no flow was seen within a minute; ${url}/readyz may say why`);
  tell([
    ...places(url),
    `  try it out      http://127.0.0.1:${ports['control page of the demo']}/ (stop a consumer, kill a broker, …)`,
    ...companions.places(ports),
    `  brokers         ${bootstrap}`,
    `  their metrics   ${brokers.map(({ jmxUrl }) => jmxUrl).join(' ')}`,
    `  newest readings http://127.0.0.1:${dashboardPort}/metrics (of the group ocean-dashboard)`,
    `  host readings   http://127.0.0.1:${ports['host API of the demo']}/readings (GET the newest, POST to record one)`,
    `  data            ${path.relative(process.cwd(), dataFolder)} (npm start -- --clean begins anew)`,
    'Ctrl-C ends everything.',
  ]);
  companions.startGrafana(dataFolder, ports, { exporter: url, demo: true });
}

/**
 * @param kind Whose state it goes on from: the demo's and that of somebody's own cluster are kept apart.
 * @returns the URL it is reached at.
 */
function startExporter(
  brokers: readonly string[],
  port: number,
  kind: 'demo' | 'own',
  args: readonly string[],
): string {
  exporter = startProgram(path.join(root, 'exporter/dist/main.js'), exporterFlags(brokers, port, args), {
    KAFKASCOPE_STATE_DIR: process.env.KAFKASCOPE_STATE_DIR ?? path.join(stateFolder, kind),
  });
  void exporter.ended.then((how) => {
    if (ending.signal.aborted) return;
    say(`the exporter has ended (${how}), so nothing can be seen any more`);
    void end(1);
  });
  return exporterUrl(port, args);
}

function places(url: string): string[] {
  return [`  graph           ${url}/`, `  metrics         ${url}/metrics`, `  for programs    ${url}/api/graph`];
}

function tell(lines: readonly string[]): void {
  console.log(`\n${lines.join('\n')}\n`);
}

async function end(exitCode: number): Promise<void> {
  if (ending.signal.aborted) return;
  ending.abort();
  if ([demo, exporter, cluster].some((part) => part !== undefined)) say('ending');
  await Promise.all([demo?.stop(), exporter?.stop(), companions?.stop()]);
  await cluster?.stop();
  // A cluster that is still starting is ended by its watcher as soon as this process is gone.
  process.exit(exitCode);
}
