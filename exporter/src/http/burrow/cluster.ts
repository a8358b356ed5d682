import type { Context } from 'koa';
import type { ClusterState } from '../../derived/state.ts';
import type { Current } from '../../graph/current.ts';
import { currentOf } from '../cluster.ts';
import { Problem } from '../problem.ts';
import { pathParameter, type AppDeps } from '../route.ts';

/** What a cluster without a name is called here, as Burrow's paths need one. Several clusters all have names. */
const nameOfUnnamed = 'default';

export interface BurrowCluster extends Current {
  /** As it stands in paths. */
  readonly name: string;
  readonly state: ClusterState;
}

export function burrowName({ name }: ClusterState): string {
  return name === '' ? nameOfUnnamed : name;
}

/**
 * The cluster of the path with its newest data, whose age the answer's Last-Modified tells; undefined when there is
 * no such cluster.
 *
 * @throws Problem when it was not read yet.
 */
export function findCluster(ctx: Context, { clusters }: Pick<AppDeps, 'clusters'>): BurrowCluster | undefined {
  const name = pathParameter(ctx, 'cluster');
  const state = clusters().find((candidate) => burrowName(candidate) === name);
  if (state === undefined) return undefined;
  const current = currentOf(state);
  ctx.lastModified = new Date(current.snapshot.finishedAtMs);
  return { ...current, name, state };
}

/** @param ifUnknown What Burrow says when the path names no cluster. */
export function burrowCluster(ctx: Context, deps: Pick<AppDeps, 'clusters'>, ifUnknown: string): BurrowCluster {
  const cluster = findCluster(ctx, deps);
  if (cluster === undefined) throw new Problem(404, 'unknown_cluster', ifUnknown);
  return cluster;
}
