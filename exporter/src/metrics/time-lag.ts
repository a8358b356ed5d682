import { offsetsOf } from '../derived/group-topic.ts';
import type { DerivedGroup } from '../derived/state.ts';
import { perGroupTopic, type Family } from './family.ts';
import { ofPair } from './group-status.ts';

/** One sample per partition in which the group has an offset; NaN where there is none. */
function perPlace(name: string, help: string, columnOf: (group: DerivedGroup) => Float64Array): Family {
  return {
    name,
    type: 'gauge',
    help,
    count: ({ derived }) => derived.groupTopics.topic.length,
    write: ({ snapshot, derived, groupOfPair, groupLabels, partitionLabels }, pair, text) => {
      const index = groupOfPair[pair] ?? -1;
      const [group, judged] = [snapshot.groups[index], derived.groups[index]];
      if (group === undefined || judged === undefined) return;
      const { partition } = offsetsOf(group);
      const column = columnOf(judged);
      const to = derived.groupTopics.to[pair] ?? 0;
      for (let place = derived.groupTopics.from[pair] ?? to; place < to; place++) {
        text.write(column[place] ?? NaN, groupLabels, index, partitionLabels, partition[place] ?? -1);
      }
    },
  };
}

/** Lag in seconds, and the seconds until what is not read yet may be deleted. */
export const timeLagFamilies: readonly Family[] = [
  perGroupTopic(
    {
      name: 'kafka_consumergroup_max_lag_seconds',
      type: 'gauge',
      help: 'Age of the oldest record that the group has not read yet, over all partitions of the topic; 0 when it has read all.',
    },
    (view, pair) => ofPair(view, pair)?.maxLagSeconds ?? NaN,
  ),
  perPlace(
    'kafka_consumergroup_lag_seconds',
    'Age of the oldest record of the partition that the group has not read yet; 0 when it has read all.',
    ({ lagSeconds }) => lagSeconds,
  ),
  perPlace(
    'kafka_consumergroup_time_to_loss_seconds',
    'Seconds until retention may delete a record that the group has not read yet, at the earliest.',
    ({ timeToLoss }) => timeToLoss,
  ),
];
