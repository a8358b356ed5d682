import type { FindingList } from '../../api.ts';
import { chosenCluster } from '../cluster.ts';
import { certainties, findingKinds, findingSummary, selectFindings } from '../finding-rows.ts';
import { choicesParameter, timeParameter } from '../query.ts';
import type { AppDeps, Route } from '../route.ts';
import { rowLimit } from '../select.ts';

export function findingsRoute(deps: AppDeps): Route {
  return {
    path: '/api/findings',
    answer(ctx) {
      const filter = {
        fromMs: timeParameter(ctx, 'since'),
        kinds: choicesParameter(ctx, 'kind', findingKinds),
        certainties: choicesParameter(ctx, 'certainty', certainties),
      };
      const limit = rowLimit(ctx);
      const { head, derived } = chosenCluster(ctx, deps);
      const { shown, omitted } = selectFindings(derived.findings, filter, limit);
      ctx.body = { ...head, findings: shown.map(findingSummary), omitted } satisfies FindingList;
    },
  };
}
