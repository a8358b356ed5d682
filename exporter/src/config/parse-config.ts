import { readArguments } from './arguments.ts';
import { serverTls } from './certificates.ts';
import { readSecret } from './authentication.ts';
import { clusterConfig } from './cluster.ts';
import type { ClusterConfig, Config, LogLevel } from './config.ts';
import { ConfigError, Report } from './config-error.ts';
import type { ClusterLayer, ConfigFile } from './config-file.ts';
import { readConfigFile } from './config-file.ts';
import type { Environment } from './environment.ts';
import { readEnvironment, readFallbacks } from './environment.ts';
import type { ReadFile } from './files.ts';
import { readNamed } from './files.ts';
import type { FlagName } from './flags.ts';
import { flags } from './flags.ts';
import type { Layer } from './layer.ts';
import { Settings } from './settings.ts';

/**
 * The configuration from a command line (without program and script), environment variables and the file they name.
 * A flag wins over a variable, a variable over the file, the file over the default. Throws ConfigError with all that
 * is wrong; beside readFile it touches nothing.
 */
export function parseConfig(argv: readonly string[], env: Environment, readFile: ReadFile): Config {
  const report = new Report();
  const layers = [readArguments(argv, report), readEnvironment(env, report)];
  const file = configFile(layers, readFile, report);
  const settings = new Settings([...layers.map((layer) => only(layer, concernsProcess)), file.process], report);
  const clusters = clusterConfigs(layers, readFallbacks(env), file, readFile, report);
  const config: Config = {
    clusters,
    web: {
      ...settings.get('web.listen-address'),
      telemetryPath: settings.get('web.telemetry-path'),
      maxSeries: settings.get('web.max-series') || Infinity,
      tls: serverTls(settings, readFile, report),
    },
    log: { level: logLevel(settings), format: settings.get('log.format') },
    refreshIntervalMs: settings.get('refresh.interval'),
    history: {
      durationMs: settings.get('history.duration'),
      stateDir: settings.get('state.dir'),
      abandonedAfterMs: settings.get('group.abandoned-after'),
    },
    topologyFile: settings.get('topology.file'),
    beaconToken: readSecret('audit.token', settings, readFile, report),
    notices: [...new Set(report.notices)],
  };
  report.throwIfWrong();
  return config;
}

/** Without the file that is named nothing else can be judged: what seems to be missing may stand in it. */
function configFile(layers: readonly Layer[], readFile: ReadFile, report: Report): ConfigFile {
  const settings = new Settings(
    layers.map((layer) => only(layer, (name) => name === 'config.file')),
    report,
  );
  const path = settings.get('config.file');
  if (path === undefined) return { process: new Map(), clusters: [] };
  const text = readNamed(settings, 'config.file', readFile, report);
  if (text === undefined) throw new ConfigError(report.problems);
  try {
    return readConfigFile(text, path);
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    throw new ConfigError([...report.problems, ...error.problems], { cause: error });
  }
}

function clusterConfigs(
  layers: readonly Layer[],
  fallbacks: Layer,
  file: ConfigFile,
  readFile: ReadFile,
  report: Report,
): Config['clusters'] {
  const build = (settings: Settings) => clusterConfig(settings, readFile, report);
  const [first, ...more] = file.clusters;
  if (first === undefined) {
    const settings = new Settings(
      [...layers, fallbacks].map((layer) => only(layer, concernsCluster)),
      report,
    );
    if (!settings.has('kafka.server')) {
      report.notices.push(`no broker was named with --kafka.server; assuming ${settings.get('kafka.server').join()}`);
    }
    return [build(settings)];
  }
  if (more.length > 0) refuseClusterFlags(layers, file.clusters.length, report);
  const shared = layers.map((layer) => only(layer, more.length > 0 ? concernsEveryCluster : concernsCluster));
  const listed = ({ settings, where }: ClusterLayer): ClusterConfig => {
    const merged = new Settings([...shared, settings, fallbacks], report);
    if (!merged.has('kafka.server')) report.problems.push(`${where}: brokers is missing: a list of host:port`);
    return build(merged);
  };
  const clusters: Config['clusters'] = [listed(first), ...more.map(listed)];
  checkNames(clusters, file.clusters, report);
  return clusters;
}

/** Which of several clusters would --topic.filter mean? */
function refuseClusterFlags(layers: readonly Layer[], count: number, report: Report): void {
  for (const [name, { where }] of layers.flatMap((layer) => [...layer])) {
    if (flags[name].scope !== 'cluster') continue;
    report.problems.push(
      `${where}: concerns one cluster, but --config.file lists ${count}; set ${flags[name].key ?? ''} there, for each`,
    );
  }
}

function checkNames(clusters: Config['clusters'], listed: readonly ClusterLayer[], report: Report): void {
  if (clusters.length === 1) return;
  clusters.forEach(({ name }, index) => {
    const where = listed[index]?.settings.get('kafka.cluster-name')?.where ?? listed[index]?.where ?? '';
    const same = clusters.findIndex((other) => other.name === name);
    if (name === '') report.problems.push(`${where}: several clusters each need a name`);
    else if (same < index)
      report.problems.push(
        `${where}: ${JSON.stringify(name)} is also the name of clusters[${same}]; names must differ`,
      );
  });
}

const concernsProcess = (name: FlagName) => flags[name].scope === 'process';
const concernsCluster = (name: FlagName) => !concernsProcess(name);
const concernsEveryCluster = (name: FlagName) => flags[name].scope === 'every cluster';

function only(layer: Layer, wanted: (name: FlagName) => boolean): Layer {
  return new Map([...layer].filter(([name]) => wanted(name)));
}

/** kafka_exporter's --verbosity counts 0 info, 1 debug, 2 trace; a level that is given wins. */
function logLevel(settings: Settings): LogLevel {
  if (settings.has('log.level')) return settings.get('log.level');
  return (['info', 'debug'] as const)[settings.get('verbosity')] ?? 'trace';
}
