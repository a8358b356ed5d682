import type { CoordinatedGroup } from './group-listing.ts';
import type { Troubles } from './refresh.ts';

/** No coordinator is asked for more groups than this in one request. */
const chunkSize = 1_000;

/** What went wrong with single groups: on the group itself, and once on the collector. */
export class GroupFailures {
  private readonly reasons = new Map<string, string>();
  private readonly troubles: Troubles;

  constructor(troubles: Troubles) {
    this.troubles = troubles;
  }

  add(ids: readonly string[], error: unknown): void {
    this.troubles.add(error);
    for (const id of ids) {
      if (!this.reasons.has(id)) this.reasons.set(id, error instanceof Error ? error.message : String(error));
    }
  }

  reason(id: string): string | undefined {
    return this.reasons.get(id);
  }
}

/** Runs `ask` for the groups of each coordinator, all coordinators at once; a chunk that fails does not end the others. */
export async function inChunks(
  groups: readonly CoordinatedGroup[],
  failures: GroupFailures,
  ask: (coordinator: number, ids: readonly string[]) => Promise<void>,
): Promise<void> {
  const byCoordinator = Map.groupBy(groups, ({ coordinator }) => coordinator);
  const guarded = async (coordinator: number, ids: readonly string[]): Promise<void> => {
    try {
      await ask(coordinator, ids);
    } catch (error) {
      failures.add(ids, error);
    }
  };
  const asked: Promise<void>[] = [];
  for (const [coordinator, own] of byCoordinator) {
    const ids = own.map(({ id }) => id);
    for (let at = 0; at < ids.length; at += chunkSize) asked.push(guarded(coordinator, ids.slice(at, at + chunkSize)));
  }
  await Promise.all(asked);
}
