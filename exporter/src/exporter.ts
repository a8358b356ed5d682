import { fileURLToPath } from 'node:url';
import { ClusterWatch } from './cluster-watch.ts';
import type { Config } from './config/config.ts';
import { createGraphs } from './graph/graphs.ts';
import { createApp } from './http/app.ts';
import { listen } from './http/listen.ts';
import type { Logger } from './log.ts';
import { Exposition } from './metrics/exposition.ts';
import { topologyOf, type Topology } from './topology/topology.ts';
import { version } from './version.ts';

export interface ExporterOptions {
  readonly config: Config;
  readonly topology: Topology | undefined;
  readonly log: Logger;
}

export interface RunningExporter {
  readonly url: string;
  close(): Promise<void>;
}

/** The built page lies beside the built program; the sources find it there too. */
const pageFolder = fileURLToPath(new URL('../dist/page', import.meta.url));

/** Starts to listen and to watch. Rejects when it cannot listen; a cluster that cannot be reached is no reason to. */
export async function startExporter({ config, topology, log }: ExporterOptions): Promise<RunningExporter> {
  const now = Date.now;
  const exposition = new Exposition({
    clusters: config.clusters,
    maxSeries: config.web.maxSeries,
    build: { version: version(), revision: process.env.KAFKASCOPE_REVISION ?? '' },
    now,
  });
  const graphs = createGraphs({ topology, now });
  const watches = config.clusters.map(
    (cluster) =>
      new ClusterWatch({
        cluster,
        refreshIntervalMs: config.refreshIntervalMs,
        history: config.history,
        topology: topologyOf(topology, cluster.name),
        version: version(),
        log,
        onRequest: (name, api, result) => {
          exposition.instruments.requestEnded(name, api, result);
        },
        onRefresh: (state) => exposition.update(state),
        onBeacon: (refusal) => exposition.instruments.beaconCame(cluster.name, refusal),
        onEnd: (durationSeconds) => {
          exposition.instruments.refreshEnded(cluster.name, durationSeconds);
        },
      }),
  );
  const app = createApp({
    clusters: () => watches.map(({ state }) => state),
    exposition,
    graph: (state, query) => graphs.graph(state, query),
    topology,
    beacons: (cluster) => watches.find(({ state }) => state.name === cluster)?.beacons,
    beaconToken: config.beaconToken,
    web: config.web,
    version: version(),
    pageFolder,
    now,
    log,
  });
  const server = await listen(app, config.web).catch(async (error: unknown) => {
    await graphs.close();
    throw error;
  });
  for (const watch of watches) watch.start();
  return {
    url: server.url,
    close: async () => {
      await Promise.all([...watches.map((watch) => watch.close()), server.close(), graphs.close()]);
    },
  };
}
