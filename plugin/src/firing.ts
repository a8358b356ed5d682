import { FieldType, formattedValueToString, getValueFormat } from '@grafana/data';
import type { DataFrame, Field } from '@grafana/data';

export type Direction = 'above' | 'below';

/** What the labels of a frame's rows are called together, the first that fits. */
const nouns: readonly (readonly [label: string, one: string, many: string])[] = [
  ['partition', 'partition', 'partitions'],
  ['log_dir', 'log directory', 'log directories'],
  ['broker', 'broker', 'brokers'],
  ['group', 'group', 'groups'],
  ['topic', 'topic', 'topics'],
];
const mostNames = 5;

/**
 * What a rule with this threshold would do with the values of now: 'Fires now for 2 of 14 groups: billing (900), …'.
 *
 * @param frames one `numeric-long` frame: columns of text are labels, and one holds the numbers
 */
export function firing(frames: readonly DataFrame[], direction: Direction, threshold: number): string {
  const frame = frames.find(({ length }) => length > 0);
  const numbers = frame?.fields.find(({ type }) => type === FieldType.number);
  if (frame === undefined || numbers === undefined) return 'Nothing is known now that the rule could compare.';

  const labels = frame.fields.filter(({ type }) => type === FieldType.string);
  const rows = (numbers.values as (number | null)[])
    .map((value, row) => ({ value, name: labels.map(({ values }) => String(values[row])).join(' · ') }))
    .filter((row): row is { value: number; name: string } => row.value !== null && !Number.isNaN(row.value));
  const fires = rows.filter(({ value }) => (direction === 'above' ? value > threshold : value < threshold));
  const worst = fires.sort((a, b) => (direction === 'above' ? b.value - a.value : a.value - b.value));
  const [only] = rows;
  if (labels.length === 0 && only !== undefined) {
    return `${worst.length === 0 ? 'Does not fire' : 'Fires'} now: the value is ${text(numbers, only.value)}.`;
  }
  const whole = `${rows.length} ${noun(labels, rows.length)}`;
  if (worst.length === 0) return `Fires now for none of ${whole}.`;
  const named = worst.slice(0, mostNames).map(({ name, value }) => `${name} (${text(numbers, value)})`);
  const more = worst.length - named.length;
  return `Fires now for ${worst.length} of ${whole}: ${named.join(', ')}${more > 0 ? ` and ${more} more` : ''}.`;
}

function noun(labels: readonly Field[], count: number): string {
  const names = labels.map(({ name }) => name);
  if (names.includes('group') && names.includes('topic') && !names.includes('partition')) {
    return count === 1 ? 'group in a topic' : 'groups in their topics';
  }
  const [, one, many] = nouns.find(([label]) => names.includes(label)) ?? ['', 'value', 'values'];
  return count === 1 ? one : many;
}

function text({ config }: Field, value: number): string {
  return formattedValueToString(getValueFormat(config.unit ?? 'short')(value)).trim();
}
