import type { QueryBy } from '../api.ts';
import { offsetsOf } from '../derived/group-topic.ts';
import type { DerivedGroup, DerivedGroupTopic } from '../derived/state.ts';
import { isAsked, type Ask, type Current, type Labels } from './ask.ts';
import { combined, combineInto, type Combine } from './combine.ts';
import type { Row, SeriesParts } from './metric.ts';

/** Labels of what is asked of groups. */
export const readerLabels: ReadonlyMap<QueryBy, readonly string[]> = new Map<QueryBy, readonly string[]>([
  ['topic', ['group', 'topic']],
  ['group', ['group']],
  ['partition', ['group', 'topic', 'partition']],
  ['all', []],
]);

/** How a number about reading is read. */
export interface ReaderNumber {
  /** How those of topics make that of a group, and those of partitions that of a topic. */
  readonly combine: Combine;
  readonly ofTopic: (topic: DerivedGroupTopic) => number;
  readonly ofPartition: (group: DerivedGroup, place: number) => number;
}

/** A row for each group, group in a topic, or partition of these, whose number is known. */
export function* readerRows(current: Current, ask: Ask, number: ReaderNumber): Iterable<Row> {
  for (const { group, id } of askedGroups(current, ask)) {
    const derived = current.derived.groups[group];
    if (derived === undefined) continue;
    if (ask.by === 'partition') {
      for (const { place, labels } of placesOf(current, ask, group, id)) {
        yield { labels, value: number.ofPartition(derived, place) };
      }
      continue;
    }
    const rows = derived.topics.flatMap((topic) => {
      const name = current.snapshot.topics[topic.topic]?.name ?? '';
      return isAsked(ask.topic, name) ? [{ labels: { group: id, topic: name }, value: number.ofTopic(topic) }] : [];
    });
    if (ask.by === 'topic') yield* rows;
    else {
      const values = rows.map(({ value }) => value);
      yield { labels: { group: id }, value: combined(values, number.combine) };
    }
  }
}

/**
 * The same over time.
 * @param column The values of a partition (dense index) at a place of a group's offsets, all of one length.
 */
export function* readerSeries(
  current: Current,
  ask: Ask,
  combine: Combine,
  column: (group: number, place: number, partition: number) => Float64Array,
): SeriesParts {
  for (const { group, id } of askedGroups(current, ask)) {
    let open: { readonly topic: string; readonly labels: Labels; readonly values: Float64Array } | undefined;
    for (const { place, partition, labels } of placesOf(current, ask, group, id)) {
      const values = column(group, place, partition);
      if (ask.by === 'partition') {
        yield { labels, values };
        continue;
      }
      const { topic = '' } = labels;
      if (open === undefined || (ask.by === 'topic' && open.topic !== topic)) {
        if (open !== undefined) yield open;
        const own: Labels = ask.by === 'topic' ? { group: id, topic } : { group: id };
        open = { topic, labels: own, values: new Float64Array(values.length).fill(NaN) };
      }
      combineInto(open.values, values, combine);
      yield undefined;
    }
    if (open !== undefined) yield open;
  }
}

function* askedGroups({ snapshot }: Current, { group: asked }: Ask): Iterable<{ group: number; id: string }> {
  for (const [group, { id }] of snapshot.groups.entries()) if (isAsked(asked, id)) yield { group, id };
}

/** Where a group has offsets, by topic and partition. */
function* placesOf(
  { snapshot }: Current,
  ask: Ask,
  group: number,
  id: string,
): Iterable<{ place: number; partition: number; labels: Labels }> {
  const { partitions, topics, groups } = snapshot;
  const of = groups[group];
  if (of === undefined) return;
  let judged: { readonly topic: number; readonly name: string; readonly isAsked: boolean } | undefined;
  for (const [place, partition] of offsetsOf(of).partition.entries()) {
    const topic = partitions.topic[partition] ?? -1;
    if (judged?.topic !== topic) {
      const name = topics[topic]?.name ?? '';
      judged = { topic, name, isAsked: isAsked(ask.topic, name) };
    }
    if (!judged.isAsked) continue;
    const labels = { group: id, topic: judged.name, partition: String(partitions.number[partition] ?? -1) };
    yield { place, partition, labels };
  }
}
