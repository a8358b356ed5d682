import type { Derived, LossCount } from '../derived/state.ts';
import type { Snapshot, Topic } from '../snapshot/snapshot.ts';
import { label, labels, labelTable, numberedTable, type LabelTable } from './label-table.ts';

/** What the families are written from: one refresh of one cluster, and its label texts. */
export interface View {
  readonly snapshot: Snapshot;
  readonly derived: Derived;
  /** kafka_exporter's --offset.show-all. */
  readonly showAllOffsets: boolean;
  /** Whether members are shown one by one. */
  readonly showMembers: boolean;
  /** `topic="…"` */
  readonly topicLabels: LabelTable;
  /** `topic="…",partition="…"` */
  readonly partitionLabels: LabelTable;
  /** `consumergroup="…"` */
  readonly groupLabels: LabelTable;
  /** Subject and cause of derived.losses. */
  readonly lossLabels: LabelTable;
  /** Index of the group that pair i of derived.groupTopics belongs to. */
  readonly groupOfPair: Int32Array;
}

export interface ViewOptions {
  readonly showAllOffsets: boolean;
  readonly showMembers: boolean;
}

/** Makes the next view of a cluster; keeps the label texts of the previous one while their subjects are the same. */
export function viewOf(previous: View | undefined, snapshot: Snapshot, derived: Derived, options: ViewOptions): View {
  const { groupStart, topic } = derived.groupTopics;
  const groupOfPair = new Int32Array(topic.length);
  for (let group = 0; group < snapshot.groups.length; group++) {
    groupOfPair.fill(group, groupStart[group], groupStart[group + 1]);
  }
  return {
    snapshot,
    derived,
    ...options,
    ...topicTexts(previous, snapshot.topics),
    groupLabels: labelTable(snapshot.groups.map(({ id }) => label('consumergroup', id))),
    lossLabels: lossTexts(previous, derived.losses),
    groupOfPair,
  };
}

function lossTexts(previous: View | undefined, losses: readonly LossCount[]): LabelTable {
  if (previous !== undefined && haveSameSubjects(previous.derived.losses, losses)) return previous.lossLabels;
  return labelTable(
    losses.map(({ group, topic, cause }) =>
      labels(group === undefined ? { topic, cause } : { consumergroup: group, topic, cause }),
    ),
  );
}

function haveSameSubjects(before: readonly LossCount[], now: readonly LossCount[]): boolean {
  return (
    before.length === now.length &&
    now.every(({ group, topic, cause }, index) => {
      const loss = before[index];
      return loss?.topic === topic && loss.cause === cause && loss.group === group;
    })
  );
}

function topicTexts(
  previous: View | undefined,
  topics: readonly Topic[],
): Pick<View, 'topicLabels' | 'partitionLabels'> {
  if (previous !== undefined && areSame(previous.snapshot.topics, topics)) {
    return { topicLabels: previous.topicLabels, partitionLabels: previous.partitionLabels };
  }
  const topicLabels = labelTable(topics.map(({ name }) => label('topic', name)));
  const counts = topics.map(({ partitionCount }) => partitionCount);
  return { topicLabels, partitionLabels: numberedTable(topicLabels, counts, 'partition') };
}

function areSame(before: readonly Topic[], now: readonly Topic[]): boolean {
  return (
    before.length === now.length &&
    now.every(({ name, partitionCount }, index) => {
      const topic = before[index];
      return topic?.name === name && topic.partitionCount === partitionCount;
    })
  );
}
