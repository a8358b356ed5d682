import type { TopicDetails, TopicGroup } from '../../api.ts';
import { known } from '../../graph/count.ts';
import type { Current } from '../../graph/current.ts';
import { lostRecords } from '../../graph/lost-records.ts';
import { chosenCluster } from '../cluster.ts';
import { judgementInTopic } from '../group-rows.ts';
import { Problem } from '../problem.ts';
import { pathParameter, type AppDeps, type Route } from '../route.ts';
import { rowLimit } from '../select.ts';
import { partitionDetails, topicSummary } from '../topic-rows.ts';

export function topicRoute(deps: AppDeps): Route {
  return {
    path: '/api/topics/:topic',
    answer(ctx) {
      const name = pathParameter(ctx, 'topic');
      const limit = rowLimit(ctx);
      const { head, snapshot, derived } = chosenCluster(ctx, deps);
      const index = snapshot.topics.findIndex((topic) => topic.name === name);
      const topic = snapshot.topics[index];
      if (topic === undefined) {
        throw new Problem(404, 'unknown_topic', `there is no topic ${JSON.stringify(name)}, or it is filtered out`);
      }
      const shown = Math.min(limit, topic.partitionCount);
      const groups = groupsOf({ snapshot, derived }, index);
      ctx.body = {
        ...head,
        topic: topicSummary({ snapshot, derived }, topic, index),
        config: topic.config ?? null,
        partitions: Array.from({ length: shown }, (_, number) =>
          partitionDetails({ snapshot, derived }, topic.firstPartition + number),
        ),
        groups: groups.slice(0, limit),
        omitted: { partitions: topic.partitionCount - shown, groups: Math.max(0, groups.length - limit) },
      } satisfies TopicDetails;
    },
  };
}

function groupsOf({ snapshot, derived }: Current, topic: number): TopicGroup[] {
  const losses = lostRecords({ snapshot, derived });
  const name = snapshot.topics[topic]?.name ?? '';
  return snapshot.groups.flatMap(({ id }, index) => {
    const found = derived.groups[index]?.topics.find((candidate) => candidate.topic === topic);
    if (found === undefined) return [];
    return [
      {
        group: id,
        lag: known(found.lag),
        recordsPerSecond: known(found.consumeRate),
        assignedPartitions: found.assignedPartitions,
        ...judgementInTopic(found, losses.ofRead(id, name)),
      },
    ];
  });
}
