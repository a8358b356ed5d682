import type { NameFilter } from '../config/config.ts';
import { GroupFailures } from './group-chunks.ts';
import { keepSilentGroups, listAllGroups, noOffsets } from './group-listing.ts';
import { describeAll, toMember } from './group-members.ts';
import { fetchOffsets, fetchShareOffsets } from './group-offsets.ts';
import type { Refresh, Troubles } from './refresh.ts';
import type { ConsumerGroup } from './snapshot.ts';
import type { TopicTable } from './topics.ts';

export interface GroupsQuestion {
  readonly refresh: Refresh;
  readonly table: TopicTable;
  readonly wanted: NameFilter;
  /** The groups of the refresh before. */
  readonly before: readonly ConsumerGroup[] | undefined;
  readonly troubles: Troubles;
}

/** All groups with state, members and offsets, sorted by id. One that cannot be read carries its own error. */
export async function readGroups({
  refresh,
  table,
  wanted,
  before,
  troubles,
}: GroupsQuestion): Promise<ConsumerGroup[]> {
  const listing = await listAllGroups(refresh, wanted, troubles);
  const failures = new GroupFailures(troubles);
  const shares = listing.groups.filter(({ groupType }) => groupType === 'share');
  const committing = listing.groups.filter(({ groupType }) => groupType !== 'share');
  // Before the offsets: a member that commits and leaves in between has then left later than it was seen, not earlier,
  // and no commit of a group seen without members can be one that a member made.
  const described = await describeAll(refresh, listing.groups, failures);
  const [offsets, shareOffsets] = await Promise.all([
    fetchOffsets(refresh, table, committing, failures),
    fetchShareOffsets(refresh, table, shares, failures),
  ]);
  const read = listing.groups.map((group): ConsumerGroup => {
    const details = described.get(group.id);
    return {
      id: group.id,
      type: group.groupType,
      state: details?.state ?? (group.state === '' ? undefined : group.state),
      protocol: details?.protocol ?? '',
      protocolType: group.groupType === 'classic' ? group.protocolType : undefined,
      coordinator: group.coordinator,
      epoch: details?.epoch,
      members: details?.members.map((member) => toMember(table, member)),
      offsets: offsets.get(group.id) ?? noOffsets,
      error: failures.reason(group.id),
      share: shareOffsets.get(group.id),
    };
  });
  const brokers = new Set(refresh.brokers.map(({ id }) => id));
  return [...read, ...keepSilentGroups(listing, before, brokers)].sort((a, b) => (a.id < b.id ? -1 : 1));
}
