import Router from '@koa/router';
import Koa from 'koa';
import { answerProblems } from './answer-problems.ts';
import { burrowRoutes } from './burrow/routes.ts';
import type { AppDeps, Route } from './route.ts';
import { beaconsRoute } from './routes/beacons.ts';
import { brokersRoute } from './routes/brokers.ts';
import { clustersRoute } from './routes/clusters.ts';
import { findingsRoute } from './routes/findings.ts';
import { graphRoute } from './routes/graph.ts';
import { groupRoute } from './routes/group.ts';
import { groupsRoute } from './routes/groups.ts';
import { healthRoute } from './routes/health.ts';
import { metricsRoute } from './routes/metrics.ts';
import { pageRoutes } from './routes/page.ts';
import { producersRoute } from './routes/producers.ts';
import { queryRoute } from './routes/query.ts';
import { readyRoute } from './routes/ready.ts';
import { runbooksRoute } from './routes/runbooks.ts';
import { topicRoute } from './routes/topic.ts';
import { topicsRoute } from './routes/topics.ts';
import { writeJson } from './write-json.ts';

/** Everything that is served, as an application of its own that holds no state but that of its parts. */
export function createApp(deps: AppDeps): Koa {
  // The metrics come first: their path is configured, and wins where it is another route's too.
  const routes: Route[] = [
    metricsRoute(deps),
    ...pageRoutes(deps),
    runbooksRoute(deps),
    healthRoute(deps),
    readyRoute(deps),
    graphRoute(deps),
    clustersRoute(deps),
    topicsRoute(deps),
    topicRoute(deps),
    groupRoute(deps),
    groupsRoute(deps),
    brokersRoute(deps),
    producersRoute(deps),
    findingsRoute(deps),
    queryRoute(deps),
    beaconsRoute(deps),
    ...burrowRoutes(deps),
  ];
  const router = new Router();
  for (const { path, method, answer } of routes) {
    if (method === 'POST') router.post(path, answer);
    else router.get(path, answer);
  }
  const app = new Koa();
  app.use(writeJson);
  app.use(answerProblems(routes, deps.log));
  app.use(router.routes());
  // What routes throw is told where it is answered; what comes here are readers who went away in the middle.
  app.on('error', (error: unknown) => {
    deps.log.debug({ err: error }, 'an answer could not be sent');
  });
  return app;
}
