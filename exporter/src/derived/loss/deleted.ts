import type { ConsumerGroup, Snapshot } from '../../snapshot/snapshot.ts';
import type { CommitRhythm } from '../commit-rhythm.ts';
import type { Moment } from '../moment.ts';
import type { GroupActivity } from './group-activity.ts';
import type { LossEvent } from './loss-event.ts';
import { isCompacted, type LossMoment } from './loss-moment.ts';
import { isEmpty, isReadable } from './readable-group.ts';

/** While brokers do not agree that a topic id is gone they are asked again, this often in all. */
const mostTries = 3;

/** A topic that is no longer listed, with what groups had left unread in it at the last refresh that showed it. */
interface Vanished {
  tries: number;
  readonly losses: readonly LossEvent[];
}

/**
 * Records that nobody can read any more as their topic was deleted, also when it was created again under its name.
 * A topic that is not listed may as well be hidden (rights were revoked): only brokers that do not know its id prove it.
 */
export class Deleted {
  readonly #activity: GroupActivity;
  readonly #vanished = new Map<string, Vanished>();

  constructor(activity: GroupActivity) {
    this.#activity = activity;
  }

  /** Ids of topics that are to be looked for: those in which a group had unread records. */
  questions(moment: Moment, rhythm: CommitRhythm, isTransactional: (topic: string) => boolean): string[] {
    const { before, snapshot } = moment;
    if (before === undefined) this.#vanished.clear();
    else {
      const gone = topicsGone(before, snapshot);
      const losses = gone.size === 0 ? [] : this.#lossesIn(gone, before, moment, rhythm, isTransactional);
      for (const [id, ofTopic] of Map.groupBy(losses, ({ id }) => id))
        this.#vanished.set(id, { tries: 0, losses: ofTopic.map(({ loss }) => loss) });
    }
    if (this.#vanished.size > 0) for (const { id } of snapshot.topics) if (id !== undefined) this.#vanished.delete(id);
    return [...this.#vanished.keys()];
  }

  update({ moment: { answers } }: Pick<LossMoment, 'moment'>): LossEvent[] {
    const events: LossEvent[] = [];
    for (const [id, vanished] of this.#vanished) {
      vanished.tries++;
      if (answers.topicsGone.has(id)) events.push(...vanished.losses);
      if (answers.topicsGone.has(id) || vanished.tries >= mostTries) this.#vanished.delete(id);
    }
    return events;
  }

  #lossesIn(
    gone: ReadonlySet<number>,
    before: Snapshot,
    moment: Moment,
    rhythm: CommitRhythm,
    isTransactional: (topic: string) => boolean,
  ): { id: string; loss: LossEvent }[] {
    const groupsNow = new Map(moment.snapshot.groups.map((group) => [group.id, group]));
    return before.groups.filter(isReadable).flatMap((group) => {
      const unread = unreadByTopic(group, before, gone);
      if (unread.size === 0) return [];
      const isUnused = isEmpty(group) && staysEmpty(group, groupsNow.get(group.id));
      const isAlone = this.#activity.readsAlone(group.id, rhythm.usualIntervalMs(group.id), moment);
      const isAbandoned = this.#activity.isAbandoned(group.id, moment.tickMs);
      return [...unread].flatMap(([index, { records, partitions }]) => {
        const topic = before.topics[index];
        if (topic?.id === undefined) return [];
        const isProved = isUnused && !isAlone;
        const isUpper = !isProved || isCompacted(topic.config?.cleanupPolicy) || isTransactional(topic.name);
        const loss: LossEvent = {
          group: group.id,
          topic: topic.name,
          cause: 'deleted',
          records,
          bound: isUpper ? 'upper' : 'lower',
          standing: !isProved ? 'suspected' : isAbandoned ? 'abandoned' : 'counted',
          partitions,
          evidence:
            `The brokers no longer know the topic id ${topic.id}; at the last refresh that showed it the group had ` +
            `${records} records left to read and ${isProved ? 'no members' : 'somebody who may have read them since'}.`,
        };
        return [{ id: topic.id, loss }];
      });
    });
  }
}

/** Indexes into `before.topics` of those whose id is no longer listed. */
function topicsGone(before: Snapshot, now: Snapshot): Set<number> {
  const isSame =
    before.topics.length === now.topics.length && before.topics.every(({ id }, i) => id === now.topics[i]?.id);
  if (isSame) return new Set();
  const ids = new Set(now.topics.map(({ id }) => id));
  return new Set(before.topics.flatMap(({ id }, index) => (id === undefined || ids.has(id) ? [] : [index])));
}

/** Records from the commit, or from the log start where that is higher, to the end; partitions without both are left out. */
function unreadByTopic(
  { offsets }: ConsumerGroup,
  { partitions }: Snapshot,
  topics: ReadonlySet<number>,
): Map<number, { records: number; partitions: number[] }> {
  const unread = new Map<number, { records: number; partitions: number[] }>();
  offsets.partition.forEach((partition, place) => {
    const topic = partitions.topic[partition] ?? -1;
    if (!topics.has(topic)) return;
    const from = Math.max(offsets.committed[place] ?? NaN, partitions.logStart[partition] ?? NaN);
    const records = (partitions.end[partition] ?? NaN) - from;
    if (!(records > 0)) return;
    const sum = unread.get(topic) ?? { records: 0, partitions: [] };
    sum.records += records;
    sum.partitions.push(partitions.number[partition] ?? -1);
    unread.set(topic, sum);
  });
  return unread;
}

/** A group often goes with the last of its commits; one that got members may have read what was left. */
function staysEmpty(before: ConsumerGroup, now: ConsumerGroup | undefined): boolean {
  if (now === undefined || !isReadable(now)) return true;
  return isEmpty(now) && now.epoch === before.epoch;
}
