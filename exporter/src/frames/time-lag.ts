import { most } from './combine.ts';
import { largest } from './history.ts';
import type { Metric } from './metric.ts';
import { readerLabels, readerRows, readerSeries } from './readers.ts';

/** Age of the oldest unread record: of several partitions that of the one furthest behind. */
export const timeLag: Metric = {
  name: 'timeLag',
  labels: readerLabels,
  total: most,
  config: { displayName: 'Time lag', unit: 's', description: 'Age of the oldest unread record' },
  now: (current, ask) =>
    readerRows(current, ask, {
      combine: most,
      ofTopic: (topic) => topic.maxLagSeconds,
      ofPartition: (group, place) => group.lagSeconds[place] ?? NaN,
    }),
  past: {
    series: (current, ask, history) =>
      readerSeries(current, ask, most, (group, place) =>
        largest(current.derived.past.lagSeconds(group, place), history),
      ),
  },
};
