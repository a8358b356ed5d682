import type { Snapshot } from '../snapshot/snapshot.ts';
import { carry, carryWindow } from './carry.ts';
import { advance, ratesAt, type RateWindow } from './rate-window.ts';
import type { Derived } from './state.ts';
import { layOutTopics, moveTopics, partitionTotal, type TopicLayout, type TopicMove } from './topic-layout.ts';

/** What is remembered of topics from one refresh to the next. Never changed once made. */
export interface TopicHistory {
  readonly layout: TopicLayout;
  /** By partition of the layout: the newest end offset that was known; NaN before the first. */
  readonly end: Float64Array;
  /** By partition: records counted since it was first seen. */
  readonly counted: Float64Array;
  /** By topic of the layout: records counted, over deletion and re-creation under the same name; NaN before any end was known. */
  readonly produced: Float64Array;
  /** Of `counted`. */
  readonly window: RateWindow;
}

export interface DerivedTopics {
  readonly history: TopicHistory;
  readonly partitions: Derived['partitions'];
  readonly topics: Derived['topics'];
  /** How indexes moved since the previous snapshot; undefined when they did not. */
  readonly move: TopicMove | undefined;
}

/**
 * Counts records produced: the sum of every partition's advances of its end offset. An end that went back
 * (unclean election, truncation) counts nothing and is the new base; one that is unknown leaves the base,
 * so that what arrived meanwhile is counted once it is known again.
 */
export function deriveTopics(previous: TopicHistory | undefined, snapshot: Snapshot): DerivedTopics {
  const layout = layOutTopics(previous?.layout, snapshot);
  const move = moveTopics(previous?.layout, layout);
  const size = partitionTotal(layout);
  const end = carry(previous?.end, move?.partitionOrigin, size, NaN);
  const counted = carry(previous?.counted, move?.partitionOrigin, size, 0);
  const produced = carry(previous?.produced, move?.topicOrigin, layout.names.length, NaN);
  const values = new Float64Array(size).fill(NaN);
  snapshot.topics.forEach(({ firstPartition, partitionCount }, topic) => {
    let records = produced[topic] ?? NaN;
    for (let partition = firstPartition; partition < firstPartition + partitionCount; partition++) {
      const now = snapshot.partitions.end[partition] ?? NaN;
      if (Number.isNaN(now)) continue;
      const advanced = now - (end[partition] ?? NaN);
      const total = (counted[partition] ?? 0) + (advanced > 0 ? advanced : 0);
      if (Number.isNaN(records)) records = 0;
      if (advanced > 0) records += advanced;
      end[partition] = now;
      counted[partition] = total;
      values[partition] = total;
    }
    produced[topic] = records;
  });
  const point = { atMs: snapshot.tickMs, values };
  const window = carryWindow(previous?.window ?? [], move?.partitionOrigin, size);
  const produceRate = ratesAt(window, point).subarray(0, snapshot.partitions.count);
  return {
    history: { layout, end, counted, produced, window: advance(window, point) },
    partitions: { produceRate },
    topics: { produced: produced.subarray(0, layout.present), produceRate: ratesByTopic(snapshot, produceRate) },
    move,
  };
}

/** Sum of the rates that are known; NaN when none is. */
function ratesByTopic(snapshot: Snapshot, byPartition: Float64Array): Float64Array {
  return Float64Array.from(snapshot.topics, ({ firstPartition, partitionCount }) => {
    let sum = NaN;
    for (let partition = firstPartition; partition < firstPartition + partitionCount; partition++) {
      const rate = byPartition[partition] ?? NaN;
      if (!Number.isNaN(rate)) sum = Number.isNaN(sum) ? rate : sum + rate;
    }
    return sum;
  });
}
