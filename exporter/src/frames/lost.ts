import type { QueryBy } from '../api.ts';
import { isAsked, type Ask, type Current, type Labels } from './ask.ts';
import { combineInto, sum } from './combine.ts';
import { historyOf, sumSoFar, type History } from './history.ts';
import type { Metric, Row, Series } from './metric.ts';

/**
 * Records that were lost between `from` and `to`: 0 where none were. Losses of a topic whoever reads it have no
 * group: their label is '', which also is what a pattern for groups has to match.
 */
export const lost: Metric = {
  name: 'lost',
  labels: new Map<QueryBy, readonly string[]>([
    ['topic', ['group', 'topic', 'cause']],
    ['group', ['group']],
    ['all', []],
  ]),
  total: sum,
  config: { displayName: 'Lost', unit: 'short', description: 'Records that were lost since the beginning of the time' },
  now: rows,
  past: { series: grown, nothing: 'Nothing was lost in this time.', notice },
};

/** There is a counter for whatever might be lost: over time, those at 0 would hide the others. */
function* grown(current: Current, ask: Ask, history: History): Iterable<Series> {
  for (const one of series(current, ask, history)) if (one.values.some((value) => value > 0)) yield one;
}

function* rows(current: Current, ask: Ask): Iterable<Row> {
  const history = historyOf(current.derived.past.times(), { ...ask, maxDataPoints: 1 });
  for (const { labels, values } of series(current, ask, history)) {
    yield { labels, value: values[0] ?? NaN };
  }
}

function* series({ derived }: Current, ask: Ask, history: History): Iterable<Series> {
  const groups = new Map<string, { readonly labels: Labels; readonly values: Float64Array }>();
  for (const [index, { group = '', topic, cause }] of derived.losses.entries()) {
    if (!isAsked(ask.group, group) || !isAsked(ask.topic, topic)) continue;
    const values = sumSoFar(derived.pastLosses.lost(index), history);
    if (ask.by === 'topic') yield { labels: { group, topic, cause }, values };
    else {
      const ofGroup = groups.get(group);
      if (ofGroup === undefined) groups.set(group, { labels: { group }, values });
      else combineInto(ofGroup.values, values, sum);
    }
  }
  yield* groups.values();
}

/** History is shorter than what was asked for: what was lost before is not in the number. */
function notice({ derived }: Current, { fromMs }: Ask): string | undefined {
  const begin = derived.past.times()[0];
  if (begin === undefined || !Number.isFinite(fromMs) || fromMs >= begin) return undefined;
  return `What was lost before ${new Date(begin).toISOString()} is not counted here: history begins then. The metric kafka_consumergroup_records_lost_total has it.`;
}
