import { least } from './combine.ts';
import type { Metric } from './metric.ts';
import { readerLabels, readerRows } from './readers.ts';

/** How soon retention may delete an unread record: of several partitions the soonest. */
export const timeToLoss: Metric = {
  name: 'timeToLoss',
  labels: readerLabels,
  total: least,
  config: {
    displayName: 'Time to loss',
    unit: 's',
    description: 'At least this long until retention may delete an unread record',
  },
  now: (current, ask) =>
    readerRows(current, ask, {
      combine: least,
      ofTopic: (topic) => topic.timeToLoss,
      ofPartition: (group, place) => group.timeToLoss[place] ?? NaN,
    }),
};
