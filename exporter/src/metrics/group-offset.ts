import { perGroupTopic, type Family } from './family.ts';
import { ofPair } from './group-status.ts';
import type { SampleText } from './sample-text.ts';
import { visitShown } from './shown-offsets.ts';
import type { View } from './view.ts';

/** What kafka_exporter writes where a partition has no commit. */
const noCommit = -1;

/** One sample per shown partition of a pair; NaN where there is none. */
function perShownPartition(name: string, help: string, valueOf: (committed: number, lag: number) => number): Family {
  return {
    name,
    type: 'gauge',
    help,
    count: ({ derived }) => derived.groupTopics.topic.length,
    write: (view: View, pair: number, text: SampleText) => {
      const group = view.groupOfPair[pair] ?? -1;
      visitShown(view, pair, (partition, committed, lag) => {
        text.write(valueOf(committed, lag), view.groupLabels, group, view.partitionLabels, partition);
      });
    },
  };
}

/** The sum over the shown partitions whose value is known; NaN when none is. */
function sumOfShown(view: View, pair: number, valueOf: (committed: number, lag: number) => number): number {
  let sum = NaN;
  visitShown(view, pair, (_, committed, lag) => {
    const value = valueOf(committed, lag);
    if (!Number.isNaN(value)) sum = Number.isNaN(sum) ? value : sum + value;
  });
  return sum;
}

const committedOrNone = (committed: number): number => (Number.isNaN(committed) ? noCommit : committed);

/** Names, labels and values of kafka_exporter, and records consumed. */
export const groupOffsetFamilies: readonly Family[] = [
  perGroupTopic(
    {
      name: 'kafka_consumergroup_lag_sum',
      type: 'gauge',
      help: 'Lag of the group in the topic, over all partitions that have a commit.',
    },
    (view, pair) => sumOfShown(view, pair, (_, lag) => lag),
  ),
  perGroupTopic(
    {
      name: 'kafka_consumergroup_current_offset_sum',
      type: 'gauge',
      help: 'Sum of the committed offsets of the group in the topic; a partition without a commit counts -1.',
    },
    (view, pair) => sumOfShown(view, pair, committedOrNone),
  ),
  perGroupTopic(
    {
      name: 'kafka_consumergroup_records_consumed_total',
      type: 'counter',
      help: 'Records consumed since the exporter first saw the group commit: advances of the committed offsets.',
    },
    (view, pair) => {
      const { type } = view.snapshot.groups[view.groupOfPair[pair] ?? -1] ?? {};
      return type === 'share' ? NaN : (ofPair(view, pair)?.consumed ?? NaN);
    },
  ),
  perShownPartition(
    'kafka_consumergroup_lag',
    'Records between the committed offset and the end of the partition; -1 without a commit.',
    (committed, lag) => (Number.isNaN(committed) ? noCommit : lag),
  ),
  perShownPartition(
    'kafka_consumergroup_current_offset',
    'Committed offset of the group in the partition; -1 without a commit.',
    committedOrNone,
  ),
];
