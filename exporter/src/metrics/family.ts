import type { SampleText } from './sample-text.ts';
import type { View } from './view.ts';

/** One metric name: what it means, and how its samples follow from a view. */
export interface Family {
  readonly name: string;
  readonly type: 'gauge' | 'counter';
  /** One sentence, without quotes and backslashes, which the two formats escape differently. */
  readonly help: string;
  /** How many items it is written from. */
  count(view: View): number;
  /** Writes the samples of one item. */
  write(view: View, item: number, text: SampleText): void;
}

type Head = Pick<Family, 'name' | 'type' | 'help'>;
/** NaN where there is no sample. */
type ValueOf = (view: View, index: number) => number;

/** One sample per partition. */
export function perPartition(head: Head, valueOf: ValueOf): Family {
  return {
    ...head,
    count: ({ snapshot }) => snapshot.partitions.count,
    write: (view, partition, text) => {
      text.write(valueOf(view, partition), view.partitionLabels, partition);
    },
  };
}

/** One sample per topic. */
export function perTopic(head: Head, valueOf: ValueOf): Family {
  return {
    ...head,
    count: ({ snapshot }) => snapshot.topics.length,
    write: (view, topic, text) => {
      text.write(valueOf(view, topic), view.topicLabels, topic);
    },
  };
}

/** One sample per pair of a group and a topic, by the columns of derived.groupTopics. */
export function perGroupTopic(head: Head, valueOf: ValueOf): Family {
  return {
    ...head,
    count: ({ derived }) => derived.groupTopics.topic.length,
    write: (view, pair, text) => {
      const topic = view.derived.groupTopics.topic[pair] ?? -1;
      text.write(valueOf(view, pair), view.groupLabels, view.groupOfPair[pair] ?? -1, view.topicLabels, topic);
    },
  };
}

/** Any samples per group. */
export function perGroup(head: Head, write: (view: View, group: number, text: SampleText) => void): Family {
  return { ...head, count: ({ snapshot }) => snapshot.groups.length, write };
}

/** A few samples in all. */
export function perCluster(head: Head, write: (view: View, text: SampleText) => void): Family {
  return {
    ...head,
    count: () => 1,
    write: (view, _, text) => {
      write(view, text);
    },
  };
}
