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
 * A coordinator that is loading or unreachable is not a vanished group: its groups are kept from the refresh
 * before, without members and offsets, until some broker lists them again or none is silent.
 */
export function keepSilentGroups(
  listing: GroupListing,
  before: readonly ConsumerGroup[] | undefined,
  brokers: ReadonlySet<number>,
): ConsumerGroup[] {
  if (before === undefined || (listing.silent.size === 0 && before.every(({ coordinator }) => brokers.has(coordinator)))) {
    return [];
  }
  const listed = new Set(listing.groups.map(({ id }) => id));
  const kept: ConsumerGroup[] = [];
  for (const group of before) {
    if (listed.has(group.id)) continue;
    const gone = brokers.has(group.coordinator) ? undefined : `its coordinator, broker ${String(group.coordinator)}, is down`;
    const reason = listing.silent.get(group.coordinator) ?? gone;
    if (reason === undefined) continue;
    kept.push({ ...group, state: undefined, members: undefined, offsets: noOffsets, share: undefined, error: reason });
  }
  return kept;
}

export const noOffsets = { partition: new Int32Array(0), committed: new Float64Array(0) } as const;
