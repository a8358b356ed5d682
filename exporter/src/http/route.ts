import type { Context } from 'koa';
import type { Graph } from '../api.ts';
import type { BeaconIntake } from '../audit/beacon-intake.ts';
import type { WebConfig } from '../config/config.ts';
import type { ClusterState } from '../derived/state.ts';
import type { GraphQuery } from '../graph/query.ts';
import type { Logger } from '../log.ts';
import type { Exposition } from '../metrics/exposition.ts';
import type { Topology } from '../topology/topology.ts';

/** What the routes are answered from. */
export interface AppDeps {
  /** The newest states, in the order of the configuration; at least one. */
  readonly clusters: () => readonly ClusterState[];
  readonly exposition: Pick<Exposition, 'scrape'>;
  readonly graph: (state: ClusterState, query: GraphQuery) => Promise<Graph>;
  readonly topology: Topology | undefined;
  /** Where beacons for a cluster go; undefined where there is no audit. */
  readonly beacons: (cluster: string) => BeaconIntake | undefined;
  readonly beaconToken: string | undefined;
  readonly web: Pick<WebConfig, 'telemetryPath'>;
  readonly version: string;
  /** Folder of the built page: index.html, page.js, style.css. */
  readonly pageFolder: string;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  readonly log: Logger;
}

/** One address. */
export interface Route {
  /** Without it the route is read with GET or HEAD and takes no body. */
  readonly method?: 'POST';
  /** As @koa/router takes it. */
  readonly path: string;
  readonly answer: (ctx: Context) => void | Promise<void>;
}

/** The part of a path that `:name` stands for, decoded; it may hold anything. '' where `{:name}` stands for nothing. */
export function pathParameter(ctx: Context, name: string): string {
  const { params } = ctx as Context & { params: Record<string, string | undefined> };
  return params[name] ?? '';
}
