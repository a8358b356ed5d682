import { advances, sum } from './combine.ts';
import { historyOf, rate } from './history.ts';
import type { Metric, MetricPast, Row } from './metric.ts';
import { readerLabels, readerRows, readerSeries } from './readers.ts';
import type { Ask, Current } from './ask.ts';

const past: MetricPast = {
  series: (current, ask, history) =>
    readerSeries(current, ask, sum, (group, place) =>
      rate(advances(current.derived.past.commits(group, place)), history),
    ),
};

/** Records per second by which committed offsets advance. */
export const consumeRate: Metric = {
  name: 'consumeRate',
  labels: readerLabels,
  total: sum,
  config: { displayName: 'Consumed', unit: 'short', description: 'Records per second that committed offsets advance' },
  now: (current, ask) =>
    ask.by === 'partition'
      ? newestRates(current, ask)
      : readerRows(current, ask, {
          combine: sum,
          ofTopic: (topic) => topic.consumeRate,
          ofPartition: () => NaN,
        }),
  past,
};

/** Of partitions, whose rates of reading are kept nowhere: from their newest two commits or more. */
function* newestRates(current: Current, ask: Ask): Iterable<Row> {
  const all = { fromMs: -Infinity, toMs: Infinity, maxDataPoints: Infinity };
  const { points, ...history } = historyOf(current.derived.past.times(), all);
  for (const series of past.series(current, ask, { ...history, points: points.slice(-1) })) {
    if (series !== undefined) yield { labels: series.labels, value: series.values[0] ?? NaN };
  }
}
