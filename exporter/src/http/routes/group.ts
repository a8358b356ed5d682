import type { GroupDetails, GroupTopic } from '../../api.ts';
import type { DerivedGroupTopic } from '../../derived/state.ts';
import { breathe } from '../../event-loop.ts';
import { known } from '../../graph/count.ts';
import { lostRecords, type Lost } from '../../graph/lost-records.ts';
import type { Snapshot } from '../../snapshot/snapshot.ts';
import { chosenCluster } from '../cluster.ts';
import { groupPartitions, groupSummary, judgementInTopic, memberDetails } from '../group-rows.ts';
import { Problem } from '../problem.ts';
import { pathParameter, type AppDeps, type Route } from '../route.ts';
import { rowLimit } from '../select.ts';

export function groupRoute(deps: AppDeps): Route {
  return {
    // A group may have the empty name.
    path: '/api/groups/{:group}',
    async answer(ctx) {
      const id = pathParameter(ctx, 'group');
      const limit = rowLimit(ctx);
      const { head, snapshot, derived } = chosenCluster(ctx, deps);
      const index = snapshot.groups.findIndex((group) => group.id === id);
      const group = snapshot.groups[index];
      if (group === undefined) {
        throw new Problem(404, 'unknown_group', `there is no group ${JSON.stringify(id)}, or it is filtered out`);
      }
      const ofGroup = derived.groups[index];
      const losses = lostRecords({ snapshot, derived });
      const lostIn = (topic: string) => losses.ofRead(id, topic);
      const topics = (ofGroup?.topics ?? []).map((topic) => groupTopic(snapshot, topic, lostIn)).sort(byLag);
      const { members } = group;
      await breathe();
      const { partitions, omitted } = groupPartitions(snapshot, group, ofGroup, limit);
      await breathe();
      ctx.body = {
        ...head,
        group: groupSummary(group, ofGroup, losses),
        topics: topics.slice(0, limit),
        members: members?.slice(0, limit).map((member) => memberDetails(snapshot, member, limit)) ?? null,
        partitions,
        omitted: {
          topics: Math.max(0, topics.length - limit),
          members: Math.max(0, (members?.length ?? 0) - limit),
          partitions: omitted,
        },
      } satisfies GroupDetails;
    },
  };
}

function groupTopic(
  { topics }: Snapshot,
  ofTopic: DerivedGroupTopic,
  lostIn: (topic: string) => Lost | undefined,
): GroupTopic {
  const topic = topics[ofTopic.topic]?.name ?? '';
  return {
    topic,
    lag: known(ofTopic.lag),
    recordsPerSecond: known(ofTopic.consumeRate),
    assignedPartitions: ofTopic.assignedPartitions,
    ...judgementInTopic(ofTopic, lostIn(topic)),
  };
}

/** Unknown lag comes last. */
function byLag(left: GroupTopic, right: GroupTopic): number {
  return (right.lag ?? -1) - (left.lag ?? -1);
}
