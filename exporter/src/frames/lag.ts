import { sum } from './combine.ts';
import { largest } from './history.ts';
import type { Metric } from './metric.ts';
import { readerLabels, readerRows, readerSeries } from './readers.ts';

/** Records between the committed offset and the end. */
export const lag: Metric = {
  name: 'lag',
  labels: readerLabels,
  total: sum,
  config: { displayName: 'Lag', unit: 'short', description: 'Records between the committed offset and the end' },
  now: (current, ask) =>
    readerRows(current, ask, {
      combine: sum,
      ofTopic: (topic) => topic.lag,
      ofPartition: (group, place) => group.lag[place] ?? NaN,
    }),
  past: {
    *series(current, ask, history) {
      const { past } = current.derived;
      const columns = readerSeries(current, ask, sum, (group, place, partition) => {
        const ends = past.ends(partition);
        return past.commits(group, place).map((committed, at) => {
          const behind = (ends[at] ?? NaN) - committed;
          return behind >= 0 ? behind : NaN;
        });
      });
      for (const column of columns) yield column && { labels: column.labels, values: largest(column.values, history) };
    },
  },
};
