import type { AppDeps, Route } from '../route.ts';
import { answerBurrow } from './answer.ts';
import { burrowCluster } from './cluster.ts';
import type { ClusterModule } from './form.ts';

/** Burrow shows its configuration. How the exporter logs in is nobody's business: `tls` and `sasl` are always null. */
export function clusterDetailRoute(deps: AppDeps): Route {
  return {
    path: '/v3/kafka/:cluster',
    answer(ctx) {
      const { snapshot, state } = burrowCluster(ctx, deps, 'cluster module not found');
      const refreshSeconds = Math.max(1, Math.round(state.refreshIntervalMs / 1000));
      const module: ClusterModule = {
        'class-name': 'kafka',
        servers: snapshot.brokers.map(({ host, port }) => `${host}:${String(port)}`),
        'client-profile': { name: '', 'client-id': 'kafkascope', 'kafka-version': '', tls: null, sasl: null },
        'topic-refresh': refreshSeconds,
        'offset-refresh': refreshSeconds,
      };
      answerBurrow(ctx, 'cluster module detail returned', { module });
    },
  };
}
