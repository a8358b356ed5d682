import type { Context } from 'koa';
import type { ClusterAnswer } from '../api.ts';
import type { ClusterState } from '../derived/state.ts';
import { ageSeconds } from '../graph/build-graph.ts';
import type { Current } from '../graph/current.ts';
import { Problem } from './problem.ts';
import { parameter } from './query.ts';
import type { AppDeps } from './route.ts';

export interface ChosenCluster extends Current {
  readonly state: ClusterState;
  readonly head: ClusterAnswer;
}

/** The cluster that `?cluster=` names, or else the first one, with its newest data. */
export function chosenCluster(ctx: Context, deps: Pick<AppDeps, 'clusters' | 'now'>): ChosenCluster {
  return clusterNamed(parameter(ctx, 'cluster'), deps);
}

/** @throws Problem when there is no such cluster, or when it was not read yet. */
export function clusterNamed(name: string | undefined, deps: Pick<AppDeps, 'clusters' | 'now'>): ChosenCluster {
  const state = stateNamed(name, deps);
  const current = currentOf(state);
  return { state, ...current, head: answerHead(state.name, current, deps.now()) };
}

/** The same, whether it was read or not. @throws Problem when there is no such cluster. */
export function stateNamed(name: string | undefined, { clusters }: Pick<AppDeps, 'clusters'>): ClusterState {
  const states = clusters();
  const state = name === undefined ? states[0] : states.find((candidate) => candidate.name === name);
  if (state === undefined) {
    const known = states.map((candidate) => candidate.name).filter((candidate) => candidate !== '');
    const hint =
      known.length > 0 ? `known: ${known.join(', ')}` : 'the only cluster has no name: leave the parameter out';
    throw new Problem(404, 'unknown_cluster', `there is no cluster ${JSON.stringify(name)}; ${hint}`);
  }
  return state;
}

/** @throws Problem when the cluster was not read yet. */
export function currentOf(state: ClusterState): Current {
  if (state.current !== undefined) return state.current;
  throw new Problem(503, 'not_ready', reasonNotReady(state), {
    'Retry-After': String(Math.max(1, Math.ceil(state.refreshIntervalMs / 1000))),
  });
}

export function reasonNotReady({ name, refresh }: ClusterState): string {
  const which = name === '' ? 'the cluster' : `the cluster ${name}`;
  return refresh.error === undefined
    ? `${which} is being read for the first time`
    : `${which} could not be read yet: ${refresh.error}`;
}

export function answerHead(name: string, { snapshot }: Current, nowMs: number): ClusterAnswer {
  const { finishedAtMs } = snapshot;
  return { cluster: name, time: new Date(finishedAtMs).toISOString(), ageSeconds: ageSeconds(finishedAtMs, nowMs) };
}
