/**
 * `npm start`: three brokers, the demo and the exporter, or with KAFKA_BROKERS only the exporter.
 * Everything it starts ends with it.
 */
import { rm } from 'node:fs/promises';
import path from 'node:path';
import { startCluster, type Cluster } from '../cluster/src/cluster.ts';
import { lockDirectory } from '../cluster/src/lock.ts';
import { build } from './build.ts';
import { friendlyPort, friendlyPorts } from './start/friendly-port.ts';
import { untilLive, untilReady } from './start/live.ts';
import { startProgram, type Program } from './start/program.ts';
import { startProgress } from './start/progress.ts';

const root = path.dirname(import.meta.dirname);
const dataFolder = path.join(root, '.data');
const brokerPorts = [9092, 9094, 9096];
const jmxPorts = [9404, 9405, 9406];
const webPort = 9308;
const dashboardPort = 9309;
/** Half the exporter's default: whoever has just started it wants to see something move. */
const refreshInterval = '5s';

const progress = startProgress();
const ending = new AbortController();
let cluster: Cluster | undefined;
let demo: Program | undefined;
let exporter: Program | undefined;

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => void end(0));

const clean = process.argv.includes('--clean');
const exporterArgs = process.argv.slice(2).filter((arg) => arg !== '--clean' && arg !== '--');

try {
  const given = process.env.KAFKA_BROKERS;
  if (given === undefined || given === '') await startAll();
  else await watch(given.split(',').map((address) => address.trim()));
} catch (error) {
  if (!ending.signal.aborted) {
    progress.say(error instanceof Error ? error.message : String(error));
    await end(1);
  }
}

/** Only the exporter, for somebody's own cluster. */
async function watch(brokers: readonly string[]): Promise<void> {
  await build();
  const url = await startExporter(brokers, []);
  progress.say(`watching ${brokers.join(', ')}`);
  if (!(await untilReady(url, 30_000, ending.signal))) {
    progress.say(`there are no data of that cluster yet; ${url}/readyz says why`);
  }
  console.log(`\n${places(url)}\nCtrl-C ends it.\n`);
}

async function startAll(): Promise<void> {
  lockDirectory(
    dataFolder,
    'start.lock',
    (pid) => `Kafkascope already runs in this checkout (process ${pid}). End it first, or use another checkout.`,
  );
  const data = path.join(dataFolder, 'kafka');
  if (clean) await rm(data, { recursive: true, force: true });
  const built = build();
  // Its error is reported where it is awaited, once brokers run.
  built.catch(() => undefined);
  const say = (line: string): void => progress.say(line);
  const ports = await friendlyPorts(brokerPorts, 'a broker', say);
  const jmx = await friendlyPorts(jmxPorts, "a broker's JMX agent", say);
  const running = await startCluster({
    dataDir: data,
    ports,
    jmx,
    onProgress: (line) => (line.startsWith('fetched') ? progress.passing(line) : progress.say(line)),
    onDeath: (_, reason) => progress.say(`${reason}\nThe others go on; Kafka has three copies of everything.`),
  });
  cluster = running;
  progress.say(`three brokers are up: ${running.bootstrap}`);
  await built;

  const dashboard = await friendlyPort(dashboardPort, "the demo's dashboard", say);
  const clients = startProgram(path.join(root, 'demo/src/main.ts'), [], {
    KAFKA_BROKERS: running.bootstrap,
    OCEAN_DASHBOARD_PORT: String(dashboard),
  });
  demo = clients;
  void clients.ended.then((how) => {
    if (!ending.signal.aborted) progress.say(`the demo has ended (${how}); the brokers and the exporter go on`);
  });
  const url = await startExporter(running.bootstrap.split(','), [
    `--topology.file=${path.join(root, 'demo/topology.yaml')}`,
  ]);
  progress.say('waiting for the first records to be seen');
  if (await untilLive(url, 60_000, ending.signal)) progress.say('the graph is live');
  else progress.say(`no flow was seen within a minute; ${url}/readyz may say why`);
  console.log(
    [
      '',
      places(url),
      `  Kafka           ${running.bootstrap}`,
      `  broker metrics  ${running.brokers.map(({ jmxUrl }) => jmxUrl).join(' ')}`,
      `  newest readings http://127.0.0.1:${dashboard}/metrics (group ocean-dashboard)`,
      `  data            ${path.relative(process.cwd(), dataFolder)} (npm start -- --clean begins anew)`,
      'Ctrl-C ends everything.',
      '',
    ].join('\n'),
  );
}

/** @returns the URL it is reached at. */
async function startExporter(brokers: readonly string[], flags: readonly string[]): Promise<string> {
  const has = (flag: string): boolean => exporterArgs.some((arg) => arg === flag || arg.startsWith(`${flag}=`));
  const own = [...brokers.map((address) => `--kafka.server=${address}`), ...flags];
  let address = listenAddress();
  if (address === undefined) {
    address = `127.0.0.1:${await friendlyPort(webPort, 'the exporter', (line) => progress.say(line))}`;
    own.push(`--web.listen-address=${address}`);
  }
  if (!has('--refresh.interval')) own.push(`--refresh.interval=${refreshInterval}`);
  const program = startProgram(path.join(root, 'exporter/dist/main.js'), [...own, ...exporterArgs], {});
  exporter = program;
  void program.ended.then((how) => {
    if (ending.signal.aborted) return;
    progress.say(`the exporter has ended (${how}): nothing is left to look at`);
    void end(1);
  });
  return `http://${address.replace(/^(0\.0\.0\.0)?:/, '127.0.0.1:')}`;
}

/** What the exporter was told on the command line to listen on. */
function listenAddress(): string | undefined {
  const flag = '--web.listen-address';
  const at = exporterArgs.indexOf(flag);
  if (at !== -1) return exporterArgs[at + 1];
  return exporterArgs.find((arg) => arg.startsWith(`${flag}=`))?.slice(flag.length + 1);
}

function places(url: string): string {
  return [`  graph           ${url}/`, `  metrics         ${url}/metrics`, `  for programs    ${url}/api/graph`].join(
    '\n',
  );
}

async function end(exitCode: number): Promise<void> {
  if (ending.signal.aborted) return;
  ending.abort();
  progress.say('ending');
  await Promise.all([demo?.stop(), exporter?.stop()]);
  await cluster?.stop();
  // A cluster that was still starting is ended by its watcher as soon as this process is gone.
  process.exit(exitCode);
}
