import type { ConsumerGroup, GroupOffsets, ShareOffsets, Snapshot } from '../snapshot/snapshot.ts';

/**
 * Every pair of a group and a topic in which it has offsets or assigned partitions, in columns: groups in
 * the snapshot's order, topics ascending within each.
 */
export interface GroupTopics {
  /** Pairs of group g: groupStart[g] .. groupStart[g + 1). */
  readonly groupStart: Int32Array;
  /** Index into snapshot.topics. */
  readonly topic: Int32Array;
  /** The group's offsets within the topic: places from[i] .. to[i) of its offsets (share groups: share offsets). */
  readonly from: Int32Array;
  readonly to: Int32Array;
  /** Partitions of the topic that some member has assigned. */
  readonly assigned: Int32Array;
}

/** Offsets that a group keeps at the broker, of whichever kind. */
export function offsetsOf(group: ConsumerGroup): GroupOffsets | ShareOffsets {
  return group.share ?? group.offsets;
}

export function listGroupTopics({ groups, partitions, topics }: Snapshot): GroupTopics {
  const groupStart = new Int32Array(groups.length + 1);
  const topic: number[] = [];
  const from: number[] = [];
  const to: number[] = [];
  const assigned: number[] = [];
  const assignedTo = new Int32Array(topics.length);
  const add = (index: number, start: number, end: number) => {
    topic.push(index);
    from.push(start);
    to.push(end);
    assigned.push(assignedTo[index] ?? 0);
    assignedTo[index] = 0;
  };
  groups.forEach((group, g) => {
    const waiting = countAssigned(group, partitions.topic, assignedTo);
    const { partition } = offsetsOf(group);
    let place = 0;
    for (const index of waiting) {
      while (place < partition.length) {
        const next = partitions.topic[partition[place] ?? -1] ?? -1;
        if (next > index) break;
        const end = endOfTopic(partition, place, partitions.topic);
        add(next, place, end);
        place = end;
      }
      if (topic.at(-1) !== index || topic.length === groupStart[g]) add(index, place, place);
    }
    while (place < partition.length) {
      const end = endOfTopic(partition, place, partitions.topic);
      add(partitions.topic[partition[place] ?? -1] ?? -1, place, end);
      place = end;
    }
    groupStart[g + 1] = topic.length;
  });
  return {
    groupStart,
    topic: Int32Array.from(topic),
    from: Int32Array.from(from),
    to: Int32Array.from(to),
    assigned: Int32Array.from(assigned),
  };
}

/** First place after `place` whose partition is of another topic. */
function endOfTopic(partition: Int32Array, place: number, topicOf: Int32Array): number {
  const topic = topicOf[partition[place] ?? -1];
  let end = place + 1;
  while (end < partition.length && topicOf[partition[end] ?? -1] === topic) end++;
  return end;
}

/** Adds each assigned partition to its topic's count; answers the topics that got any, ascending. */
function countAssigned(group: ConsumerGroup, topicOf: Int32Array, assignedTo: Int32Array): number[] {
  const touched: number[] = [];
  for (const { assigned } of group.members ?? []) {
    for (const partition of assigned ?? []) {
      const topic = topicOf[partition];
      if (topic === undefined) continue;
      if (assignedTo[topic] === 0) touched.push(topic);
      assignedTo[topic] = (assignedTo[topic] ?? 0) + 1;
    }
  }
  return touched.sort((left, right) => left - right);
}
