import type { Snapshot } from '../snapshot/snapshot.ts';
import type { Origin } from './carry.ts';

/**
 * Which topic and partition stands where in the columns of a history: first those of the snapshot, at the
 * snapshot's own indexes, then those that vanished a short while ago.
 */
export interface TopicLayout {
  readonly names: readonly string[];
  readonly ids: readonly (string | undefined)[];
  /** Partitions of topic t: first[t] .. first[t + 1). One longer than names. */
  readonly first: Int32Array;
  /** How many of the topics are in the snapshot. */
  readonly present: number;
  /** When topic t was first missed; NaN while it is there. */
  readonly goneAtMs: Float64Array;
}

/** How indexes of one layout become indexes of the next. */
export interface TopicMove {
  /** By name: a topic that was deleted and created again keeps its place in the books. */
  readonly topicOrigin: Origin;
  /** By name and id: partitions of a topic that was created anew are new. */
  readonly partitionOrigin: Origin;
  /** From old partition to new; -1 for those that are gone. */
  readonly partitionTarget: Int32Array;
}

/** What vanished is remembered this long, so that a subject that was briefly unreachable keeps its counter. */
const rememberMs = 600_000;

export function isForgotten(goneAtMs: number, nowMs: number): boolean {
  return Math.abs(nowMs - goneAtMs) > rememberMs;
}

/** The layout after a snapshot: `previous` itself when nothing moved. */
export function layOutTopics(previous: TopicLayout | undefined, snapshot: Snapshot): TopicLayout {
  const nowMs = snapshot.tickMs;
  if (previous !== undefined && isSame(previous, snapshot)) {
    if (!previous.goneAtMs.some((goneAtMs) => isForgotten(goneAtMs, nowMs))) return previous;
  }
  const names = snapshot.topics.map(({ name }) => name);
  const ids = snapshot.topics.map(({ id }) => id);
  const counts = snapshot.topics.map(({ partitionCount }) => partitionCount);
  const gone = snapshot.topics.map(() => NaN);
  if (previous !== undefined) {
    const here = new Set(snapshot.topics.filter(({ partitionCount }) => partitionCount > 0).map(({ name }) => name));
    previous.names.forEach((name, index) => {
      const count = partitionCountOf(previous, index);
      const known = previous.goneAtMs[index] ?? NaN;
      const goneAtMs = Number.isNaN(known) ? nowMs : known;
      if (here.has(name) || count === 0 || isForgotten(goneAtMs, nowMs)) return;
      names.push(name);
      ids.push(previous.ids[index]);
      counts.push(count);
      gone.push(goneAtMs);
    });
  }
  const first = new Int32Array(counts.length + 1);
  counts.forEach((count, index) => (first[index + 1] = (first[index] ?? 0) + count));
  return { names, ids, first, present: snapshot.topics.length, goneAtMs: Float64Array.from(gone) };
}

/** How `from` became `to`; undefined when they are one. */
export function moveTopics(from: TopicLayout | undefined, to: TopicLayout): TopicMove | undefined {
  if (from === undefined || from === to) return undefined;
  // A topic that is listed without partitions, because of an error, may also stand among the vanished: that one counts.
  const place = new Map(from.names.map((name, index) => [name, index]));
  const topicOrigin = new Int32Array(to.names.length).fill(-1);
  const partitionOrigin = new Int32Array(partitionTotal(to)).fill(-1);
  const partitionTarget = new Int32Array(partitionTotal(from)).fill(-1);
  to.names.forEach((name, index) => {
    const origin = place.get(name);
    if (origin === undefined) return;
    topicOrigin[index] = origin;
    if (!isSameId(from.ids[origin], to.ids[index])) return;
    const shared = Math.min(partitionCountOf(from, origin), partitionCountOf(to, index));
    for (let number = 0; number < shared; number++) {
      const before = (from.first[origin] ?? NaN) + number;
      const after = (to.first[index] ?? NaN) + number;
      partitionOrigin[after] = before;
      partitionTarget[before] = after;
    }
  });
  return { topicOrigin, partitionOrigin, partitionTarget };
}

export function partitionTotal(layout: TopicLayout): number {
  return layout.first.at(-1) ?? 0;
}

function partitionCountOf(layout: TopicLayout, topic: number): number {
  return (layout.first[topic + 1] ?? NaN) - (layout.first[topic] ?? NaN);
}

function isSame(layout: TopicLayout, { topics }: Snapshot): boolean {
  if (layout.present !== topics.length) return false;
  return topics.every(
    (topic, index) =>
      topic.name === layout.names[index] &&
      topic.id === layout.ids[index] &&
      topic.partitionCount === partitionCountOf(layout, index),
  );
}

/** Brokers before 2.8 give no id: then the name is all there is to go by. */
function isSameId(left: string | undefined, right: string | undefined): boolean {
  return left === undefined || right === undefined || left === right;
}
