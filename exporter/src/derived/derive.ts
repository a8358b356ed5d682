import { nextTurn, sliceIsOver } from '../event-loop.ts';
import type { Snapshot } from '../snapshot/snapshot.ts';
import { findBreaches } from './breach.ts';
import { deriveGroups, type GroupHistory } from './consumer-group.ts';
import type { Derived } from './state.ts';
import { deriveTopics, type TopicHistory } from './topic.ts';

/** All that is remembered of one cluster between refreshes: plain data, kept by the caller, never changed once made. */
export interface History {
  readonly topics: TopicHistory;
  readonly groups: GroupHistory;
}

/**
 * What follows from a snapshot and the history of those before it, and the history for the next one.
 * Time is the snapshot's own: when it was finished. Waits between its steps only to let the event loop turn.
 */
export async function derive(
  previous: History | undefined,
  snapshot: Snapshot,
): Promise<{ derived: Derived; history: History }> {
  const { history: topicHistory, partitions, topics, move } = deriveTopics(previous?.topics, snapshot);
  if (sliceIsOver()) await nextTurn();
  const { history: groupHistory, groups, groupTopics } = await deriveGroups(previous?.groups, snapshot, move);
  if (sliceIsOver()) await nextTurn();
  const breaches = findBreaches(snapshot);
  return {
    derived: { partitions, topics, groups, groupTopics, breaches },
    history: { topics: topicHistory, groups: groupHistory },
  };
}
