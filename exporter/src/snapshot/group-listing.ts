import type { NameFilter } from '../config/config.ts';
import { listGroups, type ListedGroup } from '../kafka/requests/list-groups.ts';
import type { Refresh, Troubles } from './refresh.ts';
import type { ConsumerGroup, GroupType } from './snapshot.ts';

/** A group and the broker that lists it, which is its coordinator. */
export interface CoordinatedGroup extends ListedGroup {
  readonly coordinator: number;
  readonly groupType: GroupType;
}

/** What every broker coordinates, and what cannot be known as its broker did not say. */
export interface GroupListing {
  readonly groups: readonly CoordinatedGroup[];
  /** Why a coordinator's groups are not listed, by broker id. */
  readonly silent: ReadonlyMap<number, string>;
}

const groupTypes: readonly string[] = ['classic', 'consumer', 'share', 'streams'] satisfies GroupType[];

/** A group that two brokers list, as happens while its coordinator moves, is taken from the one that knows its state. */
export async function listAllGroups(refresh: Refresh, wanted: NameFilter, troubles: Troubles): Promise<GroupListing> {
  const groups = new Map<string, CoordinatedGroup>();
  const silent = new Map<number, string>();
  const ask = async (coordinator: number): Promise<void> => {
    try {
      for (const group of await refresh.send(coordinator, listGroups())) {
        if (!wanted.matches(group.id)) continue;
        const known = groups.get(group.id);
        if (known !== undefined && !['Dead', 'Unknown', ''].includes(known.state)) continue;
        groups.set(group.id, { ...group, coordinator, groupType: knownType(group, troubles) });
      }
    } catch (error) {
      troubles.add(error);
      silent.set(coordinator, error instanceof Error ? error.message : String(error));
    }
  };
  await Promise.all(refresh.brokers.map(({ id }) => ask(id)));
  return { groups: [...groups.values()], silent };
}

function knownType(group: ListedGroup, troubles: Troubles): GroupType {
  if (groupTypes.includes(group.type)) return group.type as GroupType;
  troubles.add(new Error(`group ${group.id} has the type '${group.type}', which is not known here`));
  return 'classic';
}

/**
 * A coordinator that is loading or unreachable is not a vanished group: its groups are kept from the refresh before,
 * without members and offsets, while some broker is silent. Those of a broker that has left the cluster are kept for
 * one refresh more, in which their new coordinator takes over.
 */
export function keepSilentGroups(
  listing: GroupListing,
  before: readonly ConsumerGroup[] | undefined,
  brokers: ReadonlySet<number>,
): ConsumerGroup[] {
  const listed = new Set(listing.groups.map(({ id }) => id));
  const kept: ConsumerGroup[] = [];
  for (const group of before ?? []) {
    if (listed.has(group.id)) continue;
    const reason = listing.silent.get(group.coordinator) ?? goneReason(group, brokers, listing.silent.size > 0);
    if (reason === undefined) continue;
    kept.push({ ...group, state: undefined, members: undefined, offsets: noOffsets, share: undefined, error: reason });
  }
  return kept;
}

function goneReason(group: ConsumerGroup, brokers: ReadonlySet<number>, someSilent: boolean): string | undefined {
  if (brokers.has(group.coordinator)) return undefined;
  const keptBefore = group.state === undefined;
  if (keptBefore && !someSilent) return undefined;
  return `its coordinator, broker ${String(group.coordinator)}, has left the cluster`;
}

export const noOffsets = { partition: new Int32Array(0), committed: new Float64Array(0) } as const;
