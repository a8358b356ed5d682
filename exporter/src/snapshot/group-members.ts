import { describeErrorCode } from '../kafka/errors.ts';
import type { KafkaRequest } from '../kafka/request.ts';
import { consumerGroupDescribe } from '../kafka/requests/consumer-group-describe.ts';
import { describeGroups } from '../kafka/requests/describe-groups.ts';
import type { DescribedGroup, DescribedMember } from '../kafka/requests/described-group.ts';
import { shareGroupDescribe } from '../kafka/requests/share-group-describe.ts';
import { streamsGroupDescribe } from '../kafka/requests/streams-group-describe.ts';
import type { CoordinatedGroup } from './group-listing.ts';
import { inChunks, type GroupFailures } from './group-chunks.ts';
import { denseIndex } from './partition-offsets.ts';
import type { Refresh } from './refresh.ts';
import type { GroupType, Member } from './snapshot.ts';
import type { TopicTable } from './topics.ts';

const describe: Readonly<Record<GroupType, (ids: readonly string[]) => KafkaRequest<DescribedGroup[]>>> = {
  classic: describeGroups,
  consumer: consumerGroupDescribe,
  share: shareGroupDescribe,
  streams: streamsGroupDescribe,
};

/** State and members by group id, each type by its own request; groups that could not be described are in `failures`. */
export async function describeAll(
  refresh: Refresh,
  groups: readonly CoordinatedGroup[],
  failures: GroupFailures,
): Promise<Map<string, DescribedGroup>> {
  const found = new Map<string, DescribedGroup>();
  const ofType = (type: GroupType): Promise<void> =>
    inChunks(
      groups.filter(({ groupType }) => groupType === type),
      failures,
      async (coordinator, ids) => {
        for (const group of await refresh.send(coordinator, describe[type](ids))) {
          if (group.error === 0) found.set(group.id, group);
          else failures.add([group.id], new Error(describeErrorCode(group.error)));
        }
      },
    );
  await Promise.all((Object.keys(describe) as GroupType[]).map(ofType));
  return found;
}

export function toMember(table: TopicTable, member: DescribedMember): Member {
  return {
    id: member.id,
    clientId: member.clientId,
    host: member.host,
    instanceId: member.instanceId,
    assigned: member.assignment && assignedIndexes(table, member.assignment),
  };
}

function assignedIndexes(table: TopicTable, assignment: NonNullable<DescribedMember['assignment']>): Int32Array {
  const indexes: number[] = [];
  for (const { topic, partitions } of assignment) {
    for (const number of partitions) {
      const index = denseIndex(table, topic, number);
      if (index !== undefined) indexes.push(index);
    }
  }
  return Int32Array.from(indexes).sort();
}
