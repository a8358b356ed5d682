import type { ClusterState } from '../../src/derived/state.ts';
import { createGraphs } from '../../src/graph/graphs.ts';
import { createApp } from '../../src/http/app.ts';
import { listen } from '../../src/http/listen.ts';
import type { AppDeps } from '../../src/http/route.ts';
import type { ServerTls } from '../../src/config/config.ts';
import { createLogger } from '../../src/log.ts';
import { Exposition } from '../../src/metrics/exposition.ts';
import type { Snapshot } from '../../src/snapshot/snapshot.ts';
import type { Topology } from '../../src/topology/topology.ts';
import { syntheticEpochMs, syntheticSnapshot, type SyntheticShape } from '../synthetic-snapshot.ts';
import { TestDeriver } from '../test-deriver.ts';
import { ask, json, type Answer, type AskOptions } from './ask.ts';
import { usualCollectors } from '../usual-collectors.ts';

const intervalMs = 10_000;
/** When the states were read; a server's clock starts 2.5 s later. */
export const readAtMs = syntheticEpochMs + intervalMs;

export const smallShape: SyntheticShape = { topics: 3, partitionsPerTopic: 2, groups: 2, offsetsPerGroup: 4 };

/**
 * A cluster after its second refresh, so that rates are known.
 * @param change What is different from a synthetic cluster.
 */
export async function stateOf(
  shape: SyntheticShape,
  change: (snapshot: Snapshot) => Snapshot = (snapshot) => snapshot,
): Promise<ClusterState> {
  const deriver = new TestDeriver({ refreshIntervalMs: intervalMs });
  await deriver.derive(change(syntheticSnapshot({ ...shape, atMs: readAtMs - intervalMs })));
  const snapshot = change(syntheticSnapshot({ ...shape, atMs: readAtMs }));
  const derived = await deriver.derive(snapshot);
  return {
    name: shape.cluster ?? '',
    refreshIntervalMs: intervalMs,
    current: { snapshot, derived },
    refresh: { ok: true, error: undefined, lastSuccessMs: readAtMs },
  };
}

export function unreadState(name = '', error?: string): ClusterState {
  const refresh = { ok: false, error, lastSuccessMs: undefined };
  return { name, refreshIntervalMs: intervalMs, current: undefined, refresh };
}

export interface ServeOptions {
  readonly topology?: Topology;
  readonly telemetryPath?: string;
  readonly tls?: ServerTls;
  readonly pageFolder?: string;
  /** Parts to be replaced, by ones that fail for example. */
  readonly parts?: Partial<AppDeps>;
}

export interface Served {
  readonly url: string;
  /** May be set. */
  readonly clock: { nowMs: number };
  /** The lines of the log so far. */
  readonly log: readonly Readonly<Record<string, unknown>>[];
  ask(path: string, options?: AskOptions): Promise<Answer>;
  /** What a GET with this status is answered. */
  read(path: string, status?: number): Promise<unknown>;
  close(): Promise<void>;
}

/** The whole application over these states, listening on a port of its own. */
export async function serve(states: readonly ClusterState[], options: ServeOptions = {}): Promise<Served> {
  const { telemetryPath = '/metrics', pageFolder = '/nonexistent', topology, tls, parts } = options;
  const clock = { nowMs: readAtMs + 2500 };
  const now = () => clock.nowMs;
  const lines: Record<string, unknown>[] = [];
  const log = createLogger(
    { level: 'info', format: 'json' },
    { write: (line) => lines.push(JSON.parse(line) as Record<string, unknown>) },
  );
  const exposition = new Exposition({
    clusters: states.map(({ name }) => ({ name, labels: {}, showAllOffsets: true, collectors: usualCollectors })),
    maxSeries: Infinity,
    build: { version: '1.2.3', revision: '' },
    now,
  });
  for (const state of states) await exposition.update(state);
  const graphs = createGraphs({ topology, now });
  const app = createApp({
    clusters: () => states,
    exposition,
    graph: (state, query) => graphs.graph(state, query),
    topology,
    beacons: () => undefined,
    beaconToken: undefined,
    web: { telemetryPath },
    version: '1.2.3',
    pageFolder,
    now,
    log,
    ...parts,
  });
  const listening = await listen(app, { host: '127.0.0.1', port: 0, tls });
  return {
    url: listening.url,
    clock,
    log: lines,
    ask: (path, how) => ask(listening.url, path, how),
    read: async (path, status = 200) => {
      const answer = await ask(listening.url, path);
      if (answer.status !== status) throw new Error(`${answer.status} instead of ${status}: ${answer.text}`);
      return json(answer);
    },
    close: async () => {
      await Promise.all([listening.close(), graphs.close()]);
    },
  };
}
