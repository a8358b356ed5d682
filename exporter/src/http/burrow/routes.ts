import type { AppDeps, Route } from '../route.ts';
import { clusterDetailRoute } from './cluster-detail.ts';
import { clusterListRoute } from './cluster-list.ts';
import { consumerDetailRoute } from './consumer-detail.ts';
import { consumerLagRoute } from './consumer-lag.ts';
import { consumerListRoute } from './consumer-list.ts';
import { consumerStatusRoute } from './consumer-status.ts';
import { topicConsumersRoute } from './topic-consumers.ts';
import { topicDetailRoute } from './topic-detail.ts';
import { topicListRoute } from './topic-list.ts';

/** Burrow's read API, so that its clients go on working. What it says and means: docs/decisions/0005-burrow-api.md. */
export function burrowRoutes(deps: AppDeps): Route[] {
  return [
    clusterListRoute(deps),
    clusterDetailRoute(deps),
    topicListRoute(deps),
    topicDetailRoute(deps),
    topicConsumersRoute(deps),
    consumerListRoute(deps),
    consumerDetailRoute(deps),
    consumerStatusRoute(deps),
    consumerLagRoute(deps),
  ];
}
