import type { Current } from '../../graph/current.ts';
import { statuses } from '../../derived/status.ts';
import { nextTurn, sliceIsOver } from '../../event-loop.ts';
import type { Member } from '../../snapshot/snapshot.ts';
import { commitWindow, newestKnown, windowLength } from './commit-window.ts';
import type { ObservedCommit, PartitionStatus } from './form.ts';

/** A partition that Burrow lists for a group: every one of a topic in which the group has a commit or a member. */
export interface ListedPartition {
  readonly number: number;
  readonly owner: string;
  readonly clientId: string;
  /** undefined without a commit, and where no end offset was ever known: Burrow knows nothing of such a partition. */
  readonly window: readonly ObservedCommit[] | undefined;
  /** 0 without a window, which is how Burrow says that it knows nothing. */
  readonly lag: number;
  readonly status: PartitionStatus;
  readonly complete: number;
}

export interface ListedTopic {
  readonly topic: string;
  /** All, in order of number. */
  readonly partitions: readonly ListedPartition[];
}

/** Index of a group in the snapshot; undefined where Burrow would not know it: it has no commit. */
export function findGroup({ snapshot }: Current, id: string): number | undefined {
  const index = snapshot.groups.findIndex((group) => group.id === id);
  return hasCommits(snapshot.groups[index]) ? index : undefined;
}

export function hasCommits(group: Current['snapshot']['groups'][number] | undefined): boolean {
  return group !== undefined && group.offsets.partition.length > 0;
}

/** Lets others in between, as a group may read many thousand partitions. */
export async function listPartitions(current: Current, group: number): Promise<ListedTopic[]> {
  const { snapshot, derived } = current;
  const { groupStart, topic: topicOf, from, to } = derived.groupTopics;
  const { members = [], offsets } = snapshot.groups[group] ?? {};
  const owners = ownersOf(members);
  const listed: ListedTopic[] = [];
  for (let pair = groupStart[group] ?? 0; pair < (groupStart[group + 1] ?? 0); pair++) {
    const topic = snapshot.topics[topicOf[pair] ?? -1];
    if (topic === undefined) continue;
    const partitions: ListedPartition[] = [];
    let place = from[pair] ?? 0;
    for (let number = 0; number < topic.partitionCount; number++) {
      const at = topic.firstPartition + number;
      const owner = owners.get(at);
      const has = place < (to[pair] ?? 0) && offsets?.partition[place] === at;
      partitions.push({
        number,
        owner: owner?.host ?? '',
        clientId: owner?.clientId ?? '',
        ...(has ? judged(current, group, place++, at) : nothing),
      });
      if (sliceIsOver()) await nextTurn();
    }
    listed.push({ topic: topic.name, partitions });
  }
  return listed;
}

type Judgement = Pick<ListedPartition, 'window' | 'lag' | 'status' | 'complete'>;

const nothing: Judgement = { window: undefined, lag: 0, status: 'OK', complete: 0 };

/** Burrow calls OK what it cannot judge, and says so with `complete`: that is below 1 here as long as there is no verdict. */
function judged({ snapshot, derived }: Current, group: number, place: number, at: number): Judgement {
  const { lag, partitionStatus } = derived.groups[group] ?? {};
  const committed = snapshot.groups[group]?.offsets.committed[place] ?? NaN;
  const now = lag?.[place] ?? NaN;
  // While a partition has no leader its newest end that was known stands, as it does in Burrow.
  const current = Number.isNaN(now) ? Math.max(0, newestKnown(derived.past.ends(at)) - committed) : now;
  if (Number.isNaN(current)) return nothing;
  const window = commitWindow(derived.past, group, place, at);
  const status = statuses[partitionStatus?.[place] ?? -1];
  const most = status === undefined ? windowLength - 1 : windowLength;
  return { window, lag: current, status: status ?? 'OK', complete: Math.min(window.length, most) / windowLength };
}

function ownersOf(members: readonly Member[]): Map<number, Member> {
  const owners = new Map<number, Member>();
  for (const member of members) for (const at of member.assigned ?? []) owners.set(at, member);
  return owners;
}
