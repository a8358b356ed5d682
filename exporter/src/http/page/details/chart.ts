import type { Frame, Query, QueryType } from '../../../api.ts';
import { literal } from './promql.ts';
import type { Subject } from './subject.ts';

/** What one chart shows of the last hour. */
export interface Chart {
  readonly title: string;
  readonly lines: readonly ChartLine[];
  readonly unit: Unit;
}
export type Unit = 'records' | 'seconds' | 'rate';

export interface ChartLine {
  /** What the line is, where a chart has several; ''. */
  readonly name: string;
  readonly query: Pick<Query, 'queryType' | 'topic' | 'group'>;
}

/** The longest that the API takes. */
const longestPattern = 1000;

/** The charts about a subject alone; none where the exporter keeps no history of it. */
export function chartsOf({ kind, topic, groups = [], writes = [] }: Subject): readonly Chart[] {
  const ofTopic = topic === undefined ? {} : { topic: exactly([topic]) };
  const own = groups.length === 0 ? ofTopic : { ...ofTopic, group: exactly(groups) };
  const line = (queryType: QueryType, names = own, name = ''): ChartLine => ({ name, query: { queryType, ...names } });
  const behind: Chart[] = [
    { title: 'Records unread', lines: [line('lag')], unit: 'records' },
    { title: 'The oldest of them waits for', lines: [line('timeLag')], unit: 'seconds' },
  ];
  const rate = (title: string, ...lines: ChartLine[]): Chart => ({ title, lines, unit: 'rate' });
  const written: Chart[] =
    writes.length === 0 || exactly(writes).length > longestPattern
      ? []
      : [rate('Records written into its topics, whoever writes', line('produceRate', { topic: exactly(writes) }))];
  switch (kind) {
    case 'topic':
      return [rate('Records written', line('produceRate')), ...behind];
    case 'writing':
      return [rate('Records written, whoever writes', line('produceRate'))];
    case 'group':
    case 'application':
      return [...(groups.length === 0 ? [] : [...behind, rate('Records read', line('consumeRate'))]), ...written];
    case 'producer':
      return written;
    case 'reading': {
      const lines = [line('consumeRate', own, 'read'), line('produceRate', ofTopic, 'written')];
      return groups.length === 0 ? [] : [...behind, rate('Records', ...lines)];
    }
    case 'broker':
    case 'member':
    case 'more':
      return [];
  }
}

/** Why there is no chart, and where there may be one. */
export function withoutHistory({ kind, writes = [] }: Subject): string {
  switch (kind) {
    case 'broker':
      return 'The exporter remembers nothing of brokers. Prometheus does: what to ask it is below.';
    case 'member':
      return 'The exporter remembers nothing of a single member. Its group has charts.';
    case 'more':
      return 'The exporter remembers nothing of cards that stand for others. Each of those has charts of its own.';
    case 'producer':
      return writes.length > 0
        ? 'It writes into too many topics for one chart. Each topic has charts of its own.'
        : 'The exporter remembers nothing of producers, and no topic is known that this one writes into.';
    default:
      return 'The exporter remembers nothing of this.';
  }
}

/** An RE2 pattern for names as they stand. */
function exactly(names: readonly string[]): string {
  return `^(?:${names.map(literal).join('|')})$`;
}

/** Values over seconds since 1970; null is unknown. */
export interface Series {
  readonly times: readonly number[];
  readonly values: readonly (readonly (number | null)[])[];
}

/** The lines of one chart over all times that any of them has. */
export function seriesOf(frames: readonly (Frame | undefined)[]): Series {
  const lines = frames.map((frame) => {
    const [times = [], values = []] = frame?.data.values ?? [];
    return new Map(times.map((time, i) => [Number(time) / 1000, numberOf(values[i])]));
  });
  const times = [...new Set(lines.flatMap((line) => [...line.keys()]))].sort((a, b) => a - b);
  return { times, values: lines.map((line) => times.map((time) => line.get(time) ?? null)) };
}

function numberOf(value: unknown): number | null {
  return typeof value === 'number' ? value : null;
}

/** A chart in words, for who cannot see it: 'between 0 and 12,400, now 7'. */
export function inWords({ lines }: Chart, { values }: Series, format: (value: number) => string): string {
  const told = lines.map(({ name }, i) => {
    const known = (values[i] ?? []).filter((value) => value !== null);
    const now = values[i]?.at(-1) ?? null;
    if (known.length === 0) return '';
    const [least, most] = [Math.min(...known), Math.max(...known)];
    const range = least === most ? format(least) : `between ${format(least)} and ${format(most)}`;
    return [name, `${range}, now ${now === null ? 'not known' : format(now)}`].filter((part) => part !== '').join(': ');
  });
  return told.filter((text) => text !== '').join('; ');
}
