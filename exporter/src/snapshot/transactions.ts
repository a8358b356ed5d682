import { describeErrorCode, errorCode } from '../kafka/errors.ts';
import { describeTransactions } from '../kafka/requests/describe-transactions.ts';
import { listTransactions } from '../kafka/requests/list-transactions.ts';
import type { Refresh, Troubles } from './refresh.ts';
import type { Transaction } from './snapshot.ts';

/** States in which a transaction holds back those who read committed records only. */
const openStates: ReadonlySet<string> = new Set(['Ongoing', 'PrepareCommit', 'PrepareAbort']);
/** Open transactions of one coordinator that are described in one refresh at most. */
const mostDescribed = 1_000;

/**
 * The transactional ids of all coordinators, in order of id, and what is known of open transactions. Ids that the
 * principal may not DESCRIBE are left out by the brokers without a word; brokers before 3.0 know none of it.
 */
export async function readTransactions(
  refresh: Pick<Refresh, 'brokers' | 'send' | 'commonVersion'>,
  troubles: Troubles,
): Promise<Transaction[]> {
  const ask = async (coordinator: number): Promise<Transaction[]> => {
    try {
      if ((await refresh.commonVersion(coordinator, listTransactions())) === undefined) return [];
      const listed = await refresh.send(coordinator, listTransactions());
      const open = listed.filter(({ state }) => openStates.has(state)).map(({ transactionalId }) => transactionalId);
      const described = await describeOpen(refresh, coordinator, open.slice(0, mostDescribed), troubles);
      return listed.map(({ transactionalId, producerId, state }) => ({
        id: transactionalId,
        producerId,
        state,
        open: described.get(transactionalId),
      }));
    } catch (error) {
      troubles.add(error);
      return [];
    }
  };
  const ofAll = await Promise.all(refresh.brokers.map(({ id }) => ask(id)));
  return ofAll.flat().sort((left, right) => (left.id < right.id ? -1 : 1));
}

async function describeOpen(
  refresh: Pick<Refresh, 'send'>,
  coordinator: number,
  ids: readonly string[],
  troubles: Troubles,
): Promise<ReadonlyMap<string, NonNullable<Transaction['open']>>> {
  if (ids.length === 0) return new Map();
  const found = new Map<string, NonNullable<Transaction['open']>>();
  for (const { error, transactionalId, state, startMs, timeoutMs, topics } of await refresh.send(
    coordinator,
    describeTransactions(ids),
  )) {
    // Ended meanwhile, and its id was forgotten: nothing is open.
    if (error === errorCode.transactionalIdNotFound) continue;
    if (error !== errorCode.none) troubles.add(`DescribeTransactions: ${describeErrorCode(error)}`);
    else if (openStates.has(state)) found.set(transactionalId, { startMs, timeoutMs, topics });
  }
  return found;
}
