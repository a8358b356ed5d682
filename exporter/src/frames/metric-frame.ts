import type { Frame } from '../api.ts';
import { nextTurn, sliceIsOver } from '../event-loop.ts';
import type { Ask, Current, Labels } from './ask.ts';
import { frame, labelColumn, numberColumn, timeColumn, withNotice, type Column } from './frame.ts';
import { FrameError } from './frame-error.ts';
import { historyOf, type History } from './history.ts';
import type { Metric, MetricPast, Row, SeriesParts } from './metric.ts';
import { totalRow, totalSeries } from './total.ts';

/** More than these nobody reads, and Grafana takes long to draw: an error, as an alert rule must not miss any. */
const mostRows = 50_000;
const mostSeries = 1000;

/** One row for each known value: columns of labels and exactly one of numbers, as alert rules want it. */
export async function instantFrame(metric: Metric, current: Current, ask: Ask): Promise<Frame> {
  const names = labelNames(metric, ask);
  const labels = names.map((): string[] => []);
  const values: number[] = [];
  for (const row of await rowsOf(metric, current, ask)) {
    if (sliceIsOver()) await nextTurn();
    if (Number.isNaN(row.value)) continue;
    if (values.push(row.value) > mostRows) throw tooMany('rows', mostRows);
    const own = labelsOf(row.labels, ask);
    names.forEach((name, at) => labels[at]?.push(own[name] ?? ''));
  }
  const columns = names.map((name, at) => labelColumn(name, labels[at] ?? []));
  const made = frame(metric.name, [...columns, numberColumn(metric.name, values, { config: metric.config })], {
    type: 'numeric-long',
    typeVersion: [0, 1],
  });
  return noticed(made, metric.past?.notice?.(current, ask));
}

/** One field for each series, over one field of times; without any field where there is nothing to show. */
export async function rangeFrame(metric: Metric, current: Current, ask: Ask): Promise<Frame> {
  labelNames(metric, ask);
  if (metric.past === undefined) return newestPoint(metric, current, ask);
  const history = historyOf(current.derived.past.times(), ask);
  const { times, points } = history;
  if (points.length === 0) {
    return withNotice(series(metric, []), 'info', noHistory(times, ask));
  }
  const shown = Array.from(points, ({ last }) => times[last] ?? NaN);
  const columns = await seriesColumns(metric, metric.past, current, ask, history);
  const made = series(metric, columns.length === 0 ? [] : [timeColumn('time', shown), ...columns]);
  const said = noticed(made, columns.length === 0 ? metric.past.nothing : undefined);
  return noticed(said, metric.past.notice?.(current, ask));
}

async function seriesColumns(
  metric: Metric,
  past: MetricPast,
  current: Current,
  ask: Ask,
  history: History,
): Promise<Column[]> {
  const columns: Column[] = [];
  for (const made of await seriesOf(metric, past, current, ask, history)) {
    if (sliceIsOver()) await nextTurn();
    if (made === undefined) continue;
    const { labels, values } = made;
    if (values.every((value) => Number.isNaN(value))) continue;
    columns.push(seriesColumn(metric, values, labelsOf(labels, ask)));
    if (columns.length > mostSeries) throw tooMany('series', mostSeries);
  }
  return columns;
}

async function rowsOf(metric: Metric, current: Current, ask: Ask): Promise<Iterable<Row>> {
  if (ask.by !== 'all' || metric.total === undefined) return metric.now(current, ask);
  return [await totalRow(metric.now(current, { ...ask, by: 'topic' }), metric.total)];
}

async function seriesOf(
  metric: Metric,
  past: MetricPast,
  current: Current,
  ask: Ask,
  history: History,
): Promise<SeriesParts> {
  if (ask.by !== 'all' || metric.total === undefined) return past.series(current, ask, history);
  return totalSeries(past.series(current, { ...ask, by: 'topic' }, history), metric.total);
}

/** Of what no history is kept: the newest value, and that it is all there is. */
async function newestPoint(metric: Metric, current: Current, ask: Ask): Promise<Frame> {
  const columns: Column[] = [];
  for (const { labels, value } of await rowsOf(metric, current, ask)) {
    if (sliceIsOver()) await nextTurn();
    if (Number.isNaN(value)) continue;
    columns.push(seriesColumn(metric, [value], labelsOf(labels, ask)));
    if (columns.length > mostSeries) throw tooMany('series', mostSeries);
  }
  const at = current.snapshot.finishedAtMs;
  const isInside = at >= ask.fromMs && at <= ask.toMs;
  return withNotice(
    series(metric, columns.length === 0 || !isInside ? [] : [timeColumn('time', [at]), ...columns]),
    'info',
    `No history of ${metric.name} is kept, only its newest value: Prometheus has it.`,
  );
}

/** Without a name for people, which would stand in place of the labels. */
function seriesColumn({ name, config }: Metric, values: Iterable<number>, labels: Labels): Column {
  const { displayName, ...rest } = config;
  return numberColumn(name, values, { config: rest, labels });
}

function series(metric: Metric, columns: readonly Column[]): Frame {
  return frame(metric.name, columns, { type: 'timeseries-wide', typeVersion: [0, 1] });
}

function noHistory(times: Float64Array, { fromMs, toMs }: Ask): string {
  const [first, last] = [times[0], times.at(-1)];
  if (first === undefined || last === undefined) return 'There is no history yet: it begins with the next refresh.';
  if (fromMs > last) return `Nothing was read since ${new Date(last).toISOString()}.`;
  if (toMs < first) return `History begins at ${new Date(first).toISOString()}: Prometheus has what was before.`;
  return 'Nothing was read in this time.';
}

function noticed(made: Frame, text: string | undefined): Frame {
  return text === undefined ? made : withNotice(made, 'info', text);
}

/** The cluster's comes first, where it has a name. */
function labelNames({ name, labels }: Metric, { by, cluster }: Ask): readonly string[] {
  const names = labels.get(by);
  if (names === undefined) throw new FrameError(400, `${name} is by ${[...labels.keys()].join(' or ')}, not by ${by}`);
  return cluster === '' ? names : ['cluster', ...names];
}

function labelsOf(labels: Labels, { cluster }: Ask): Labels {
  return cluster === '' ? labels : { cluster, ...labels };
}

function tooMany(what: string, most: number): FrameError {
  return new FrameError(
    400,
    `the answer would have more than ${most} ${what}: name fewer groups or topics, or ask by group or topic`,
  );
}
