import { cp, mkdir, rm } from 'node:fs/promises';
import { devNull } from 'node:os';
import path from 'node:path';
import type { Grafana } from './grafana-home.ts';
import { startBinary, type Program } from './program.ts';

const provisioned = path.resolve(import.meta.dirname, '../../provisioning/grafana');
/** Of provisioning/grafana/dashboards/kafkascope/flow.json. */
export const flowDashboard = '/d/kafkascope-flow';
const pluginId = 'kafkascope-kafka-datasource';

export interface GrafanaOptions {
  /** Its database, log and plugins; outlives it. */
  readonly directory: string;
  readonly port: number;
  /** What its data sources ask: URLs. */
  readonly exporter: string;
  readonly prometheus: string;
  /** Whether there is something to see on the dashboards of the demo. */
  readonly demo: boolean;
}

/** Where Grafana looks for plugins, each in a folder of its own. */
export function pluginFolder(directory: string): string {
  return path.join(directory, 'plugins', pluginId);
}

export function grafanaLog(directory: string): string {
  return path.join(directory, 'log', 'grafana.log');
}

function provisioning(directory: string): string {
  return path.join(directory, 'provisioning');
}

/** Runs Grafana with a copy of all of provisioning/grafana. Whoever reaches it may look; on this machine only. */
export async function startGrafana({ home, binary }: Grafana, options: GrafanaOptions): Promise<Program> {
  const { directory, demo } = options;
  const own = provisioning(directory);
  await rm(own, { recursive: true, force: true });
  await mkdir(directory, { recursive: true });
  const isWanted = (file: string): boolean => demo || path.basename(path.dirname(file)) !== 'demo';
  await cp(provisioned, own, { recursive: true, filter: isWanted });
  // An empty configuration file: else it would read its own conf/custom.ini, which may name another database.
  const args = ['server', `--homepath=${home}`, `--config=${devNull}`];
  return startBinary(binary, args, directory, grafanaEnvironment(options));
}

/**
 * Grafana takes GF_SECTION_KEY for the keys that its conf/defaults.ini has, and for no others. The two addresses are
 * asked for by provisioning/grafana/datasources.
 */
export function grafanaEnvironment({ directory, port, exporter, prometheus }: GrafanaOptions): Record<string, string> {
  return {
    KAFKASCOPE_URL: exporter,
    PROMETHEUS_URL: prometheus,
    GF_PATHS_DATA: directory,
    GF_PATHS_LOGS: path.dirname(grafanaLog(directory)),
    GF_PATHS_PLUGINS: path.dirname(pluginFolder(directory)),
    GF_PATHS_PROVISIONING: provisioning(directory),
    GF_SERVER_HTTP_ADDR: '127.0.0.1',
    GF_SERVER_HTTP_PORT: String(port),
    GF_SERVER_DOMAIN: '127.0.0.1',
    GF_AUTH_ANONYMOUS_ENABLED: 'true',
    GF_PLUGINS_ALLOW_LOADING_UNSIGNED_PLUGINS: pluginId,
    GF_LOG_MODE: 'file',
    // Whatever would ask or tell somebody outside.
    GF_ANALYTICS_REPORTING_ENABLED: 'false',
    GF_ANALYTICS_CHECK_FOR_UPDATES: 'false',
    GF_ANALYTICS_CHECK_FOR_PLUGIN_UPDATES: 'false',
    GF_NEWS_NEWS_FEED_ENABLED: 'false',
    GF_PLUGINS_PREINSTALL_DISABLED: 'true',
    GF_PLUGINS_PUBLIC_KEY_RETRIEVAL_DISABLED: 'true',
    GF_SECURITY_DISABLE_GRAVATAR: 'true',
    GF_SNAPSHOTS_EXTERNAL_ENABLED: 'false',
  };
}
