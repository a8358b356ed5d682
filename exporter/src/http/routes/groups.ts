import type { GroupList } from '../../api.ts';
import { lostRecords } from '../../graph/lost-records.ts';
import { chosenCluster } from '../cluster.ts';
import { groupSummary } from '../group-rows.ts';
import type { AppDeps, Route } from '../route.ts';
import { select } from '../select.ts';

export function groupsRoute(deps: AppDeps): Route {
  return {
    path: '/api/groups',
    async answer(ctx) {
      const { head, snapshot, derived } = chosenCluster(ctx, deps);
      const { shown, omitted } = await select(ctx, snapshot.groups, ({ id }) => id);
      const losses = lostRecords({ snapshot, derived });
      const groups = shown.map(({ item, index }) => groupSummary(item, derived.groups[index], losses));
      ctx.body = { ...head, groups, omitted } satisfies GroupList;
    },
  };
}
