import type { TopicList } from '../../api.ts';
import { chosenCluster } from '../cluster.ts';
import type { AppDeps, Route } from '../route.ts';
import { select } from '../select.ts';
import { topicSummary } from '../topic-rows.ts';

export function topicsRoute(deps: AppDeps): Route {
  return {
    path: '/api/topics',
    async answer(ctx) {
      const { head, snapshot, derived } = chosenCluster(ctx, deps);
      const { shown, omitted } = await select(ctx, snapshot.topics, ({ name }) => name);
      const topics = shown.map(({ item, index }) => topicSummary({ snapshot, derived }, item, index));
      ctx.body = { ...head, topics, omitted } satisfies TopicList;
    },
  };
}
