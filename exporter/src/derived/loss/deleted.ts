import type { ConsumerGroup, Snapshot } from '../../snapshot/snapshot.ts';
import type { CommitRhythm } from '../commit-rhythm.ts';
import { markers as markerNames } from '../marker.ts';
import type { Moment } from '../moment.ts';
import type { GroupActivity } from './group-activity.ts';
import type { LeftTopics } from './left-topics.ts';
import type { LossEvent } from './loss-event.ts';
import { isCompacted, type LossMoment } from './loss-moment.ts';
import { isEmpty, isReadable } from './readable-group.ts';

const noMarker = markerNames.indexOf('no');

/** While brokers do not agree that a topic id is gone they are asked again, this often in all. */
const mostTries = 3;

/** A topic that is no longer listed, with what groups had left unread in it at the last refresh that showed it. */
interface Vanished {
  tries: number;
  readonly losses: readonly LossEvent[];
}

/** A refresh that shows what was unread in topics that are gone now. */
interface View {
  readonly of: Snapshot;
  /** The refreshes since then, up to the present one. */
  readonly since: readonly Snapshot[];
  /** Whether it speaks for a group in a topic, by the topic's index. */
  readonly holds: (group: ConsumerGroup, topic: number) => boolean;
}

/**
 * Records that nobody can read any more as their topic was deleted, also when it was created again under its name.
 * A topic that is not listed may as well be hidden (rights were revoked): only brokers that do not know its id prove it.
 */
export class Deleted {
  readonly #activity: GroupActivity;
  readonly #left: LeftTopics;
  readonly #vanished = new Map<string, Vanished>();
  /** The newest refresh, and the one right before it where there is one. */
  #newest: Pick<Moment, 'snapshot' | 'before'> | undefined;
  /** Whether a record may be left behind a commit (group's index, place) that the group reads, by refresh. */
  readonly #hadRecord = new WeakMap<Snapshot, (group: number, place: number) => boolean>();

  constructor(activity: GroupActivity, left: LeftTopics) {
    this.#activity = activity;
    this.#left = left;
  }

  /** Ids of topics that are to be looked for: those in which a group had unread records. */
  questions(moment: Moment, rhythm: CommitRhythm, isTransactional: (topic: string) => boolean): string[] {
    const { before, snapshot } = moment;
    if (before === undefined) this.#vanished.clear();
    else {
      const earlier = this.#newest?.snapshot === before ? this.#newest.before : undefined;
      const losses = viewsOf(snapshot, before, earlier).flatMap((view) =>
        this.#lossesIn(view, moment, rhythm, isTransactional),
      );
      for (const [id, ofTopic] of Map.groupBy(losses, ({ id }) => id))
        this.#vanished.set(id, { tries: 0, losses: ofTopic.map(({ loss }) => loss) });
    }
    this.#newest = { snapshot, before };
    if (this.#vanished.size > 0) for (const { id } of snapshot.topics) if (id !== undefined) this.#vanished.delete(id);
    return [...this.#vanished.keys()];
  }

  update({ moment: { snapshot, slots, answers }, markers }: Pick<LossMoment, 'moment' | 'markers'>): LossEvent[] {
    const { ofCommit } = slots;
    this.#hadRecord.set(
      snapshot,
      (group, place) =>
        (markers[group]?.[place] ?? noMarker) === noMarker && !this.#left.has(ofCommit[group]?.[place] ?? -1),
    );
    const events: LossEvent[] = [];
    for (const [id, vanished] of this.#vanished) {
      vanished.tries++;
      if (answers.topicsGone.has(id)) events.push(...vanished.losses);
      if (answers.topicsGone.has(id) || vanished.tries >= mostTries) this.#vanished.delete(id);
    }
    return events;
  }

  #lossesIn(
    { of, since, holds }: View,
    moment: Moment,
    rhythm: CommitRhythm,
    isTransactional: (topic: string) => boolean,
  ): { id: string; loss: LossEvent }[] {
    const groupsSince = since.map(({ groups }) => new Map(groups.map((group) => [group.id, group])));
    const hadRecord = this.#hadRecord.get(of);
    return of.groups.flatMap((group, at) => {
      if (!isReadable(group)) return [];
      const hasRecord = (place: number, offsets: number, topic: number): boolean =>
        (offsets > 1 || !isTransactional(of.topics[topic]?.name ?? '')) && hadRecord?.(at, place) !== false;
      const unread = unreadByTopic(group, of.partitions, (topic) => holds(group, topic), hasRecord);
      if (unread.size === 0) return [];
      const isUnused = isEmpty(group) && groupsSince.every((groups) => staysEmpty(group, groups.get(group.id)));
      const isAlone = this.#activity.readsAlone(group.id, rhythm.usualIntervalMs(group.id), moment);
      const isAbandoned = this.#activity.isAbandoned(group.id, moment.tickMs);
      return [...unread].flatMap(([index, { records, partitions }]) => {
        const topic = of.topics[index];
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

/**
 * The refresh before shows what was unread, unless the topic was being deleted while it was read: then commits are
 * missing in it, or ends are, or they are those of a new topic of that name. There the one before that speaks.
 */
function viewsOf(now: Snapshot, before: Snapshot, earlier: Snapshot | undefined): View[] {
  const gone = topicsGone(before, now);
  if (gone.size === 0) return [];
  if (earlier === undefined) return [{ of: before, since: [now], holds: (_, topic) => gone.has(topic) }];
  const indexOf = new Map(before.topics.map(({ id }, index) => [id, index]));
  const goneEarlier = new Map<number, number>();
  earlier.topics.forEach(({ id }, index) => {
    const later = id === undefined ? undefined : indexOf.get(id);
    if (later !== undefined && gone.has(later)) goneEarlier.set(index, later);
  });
  const torn = new Set(
    [...goneEarlier].flatMap(([index, later]) => (isTorn(before, later, earlier, index) ? [later] : [])),
  );
  const groupsBefore = new Map(before.groups.map((group) => [group.id, group]));
  return [
    { of: before, since: [now], holds: (_, topic) => gone.has(topic) && !torn.has(topic) },
    {
      of: earlier,
      since: [before, now],
      holds: ({ id }, topic) => {
        const later = goneEarlier.get(topic);
        if (later === undefined) return false;
        // A group that somebody deletes is gone at once; one that loses its commits with the topic goes later.
        const group = groupsBefore.get(id);
        return torn.has(later) || (group !== undefined && isEmpty(group) && !hasCommits(group, before, later));
      },
    },
  ];
}

/** Whether an end of the topic is unknown, or lower than it was. */
function isTorn(before: Snapshot, topic: number, earlier: Snapshot, topicEarlier: number): boolean {
  const { firstPartition, partitionCount = 0 } = before.topics[topic] ?? {};
  const firstEarlier = earlier.topics[topicEarlier]?.firstPartition;
  for (let number = 0; number < partitionCount; number++) {
    const end = before.partitions.end[(firstPartition ?? NaN) + number] ?? NaN;
    const endEarlier = earlier.partitions.end[(firstEarlier ?? NaN) + number] ?? NaN;
    if (end < endEarlier || (Number.isNaN(end) && !Number.isNaN(endEarlier))) return true;
  }
  return partitionCount === 0;
}

function hasCommits({ offsets }: ConsumerGroup, { partitions }: Snapshot, topic: number): boolean {
  return offsets.partition.some((partition) => partitions.topic[partition] === topic);
}

/** Indexes into `before.topics` of those whose id is no longer listed. */
function topicsGone(before: Snapshot, now: Snapshot): Set<number> {
  const isSame =
    before.topics.length === now.topics.length && before.topics.every(({ id }, i) => id === now.topics[i]?.id);
  if (isSame) return new Set();
  const ids = new Set(now.topics.map(({ id }) => id));
  return new Set(before.topics.flatMap(({ id }, index) => (id === undefined || ids.has(id) ? [] : [index])));
}

/**
 * Records from the commit, or from the log start where that is higher, to the end; partitions without both are left
 * out, and those where all that is left is the marker of a transaction, or the group no longer reads.
 */
function unreadByTopic(
  { offsets }: ConsumerGroup,
  partitions: Snapshot['partitions'],
  isAsked: (topic: number) => boolean,
  hasRecord: (place: number, offsets: number, topic: number) => boolean,
): Map<number, { records: number; partitions: number[] }> {
  const unread = new Map<number, { records: number; partitions: number[] }>();
  offsets.partition.forEach((partition, place) => {
    const topic = partitions.topic[partition] ?? -1;
    if (!isAsked(topic)) return;
    const from = Math.max(offsets.committed[place] ?? NaN, partitions.logStart[partition] ?? NaN);
    const records = (partitions.end[partition] ?? NaN) - from;
    if (!(records > 0) || !hasRecord(place, records, topic)) return;
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
