import type { ClusterList, ClusterSummary } from '../../api.ts';
import type { ClusterState, Derived } from '../../derived/state.ts';
import { isUp } from '../../derived/freshness.ts';
import { answerHead } from '../cluster.ts';
import type { AppDeps, Route } from '../route.ts';

export function clustersRoute({ clusters, now }: AppDeps): Route {
  return {
    path: '/api/clusters',
    answer(ctx) {
      ctx.body = { clusters: clusters().map((state) => summaryOf(state, now())) } satisfies ClusterList;
    },
  };
}

function summaryOf(state: ClusterState, nowMs: number): ClusterSummary {
  const { current, refresh } = state;
  const head = current === undefined ? undefined : answerHead(state.name, current, nowMs);
  return {
    cluster: state.name,
    clusterId: current?.snapshot.clusterId ?? null,
    up: isUp(state, nowMs),
    error: refresh.error ?? null,
    time: head?.time ?? null,
    ageSeconds: head?.ageSeconds ?? null,
    brokers: current?.snapshot.brokers.length ?? null,
    topics: current?.snapshot.topics.length ?? null,
    partitions: current?.snapshot.partitions.count ?? null,
    groups: current?.snapshot.groups.length ?? null,
    shareGroups: current?.snapshot.groups.filter(({ type }) => type === 'share').length ?? null,
    groupStatuses: current === undefined ? null : countStatuses(current.derived),
    collectors: (current?.snapshot.collectors ?? []).map((outcome) => ({ ...outcome, error: outcome.error ?? null })),
  };
}

function countStatuses({ groups }: Derived): NonNullable<ClusterSummary['groupStatuses']> {
  const counts = { OK: 0, REWIND: 0, WARN: 0, STALL: 0, STOP: 0, unknown: 0 };
  for (const { verdict } of groups) counts[verdict.status ?? 'unknown']++;
  return counts;
}
