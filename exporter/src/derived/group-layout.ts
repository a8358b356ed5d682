import type { Snapshot } from '../snapshot/snapshot.ts';
import type { Origin } from './carry.ts';
import type { GroupTopics } from './group-topic.ts';
import { isForgotten } from './topic-layout.ts';

/**
 * Which pair of a group and a topic stands where in the columns of a history: first those of the snapshot,
 * in the order of GroupTopics, then those that vanished a short while ago.
 */
export interface GroupLayout {
  readonly groups: readonly string[];
  readonly topics: readonly string[];
  /** How many of the pairs are in the snapshot. */
  readonly present: number;
  /** When pair i was first missed; NaN while it is there. */
  readonly goneAtMs: Float64Array;
}

/** The layout after a snapshot, and from where its pairs came: nothing moved when that is undefined. */
export function layOutGroups(
  previous: GroupLayout | undefined,
  snapshot: Snapshot,
  pairs: GroupTopics,
): { layout: GroupLayout; origin: Origin | undefined } {
  const nowMs = snapshot.tickMs;
  const { groups, topics } = namesOf(snapshot, pairs);
  if (previous !== undefined && isSame(previous, groups, topics)) {
    if (!previous.goneAtMs.some((goneAtMs) => isForgotten(goneAtMs, nowMs))) {
      return { layout: previous, origin: undefined };
    }
  }
  const present = groups.length;
  const gone = new Array<number>(present).fill(NaN);
  const origin: number[] = [];
  const places = previous === undefined ? new Map<string, Map<string, number>>() : placesOf(previous);
  for (let index = 0; index < present; index++) {
    const place = places.get(groups[index] ?? '')?.get(topics[index] ?? '');
    if (place !== undefined) places.get(groups[index] ?? '')?.delete(topics[index] ?? '');
    origin.push(place ?? -1);
  }
  for (const [group, left] of places) {
    for (const [topic, place] of left) {
      const known = previous?.goneAtMs[place] ?? NaN;
      const goneAtMs = Number.isNaN(known) ? nowMs : known;
      if (isForgotten(goneAtMs, nowMs)) continue;
      groups.push(group);
      topics.push(topic);
      gone.push(goneAtMs);
      origin.push(place);
    }
  }
  return {
    layout: { groups, topics, present, goneAtMs: Float64Array.from(gone) },
    origin: Int32Array.from(origin),
  };
}

function namesOf(snapshot: Snapshot, pairs: GroupTopics): { groups: string[]; topics: string[] } {
  const groups: string[] = [];
  const topics: string[] = [];
  snapshot.groups.forEach(({ id }, group) => {
    const end = pairs.groupStart[group + 1] ?? 0;
    for (let pair = pairs.groupStart[group] ?? end; pair < end; pair++) {
      groups.push(id);
      topics.push(snapshot.topics[pairs.topic[pair] ?? -1]?.name ?? '');
    }
  });
  return { groups, topics };
}

function isSame(layout: GroupLayout, groups: readonly string[], topics: readonly string[]): boolean {
  if (layout.present !== groups.length) return false;
  return groups.every((group, index) => group === layout.groups[index] && topics[index] === layout.topics[index]);
}

function placesOf({ groups, topics }: GroupLayout): Map<string, Map<string, number>> {
  const places = new Map<string, Map<string, number>>();
  groups.forEach((group, index) => {
    const ofGroup = places.get(group) ?? new Map<string, number>();
    ofGroup.set(topics[index] ?? '', index);
    places.set(group, ofGroup);
  });
  return places;
}
