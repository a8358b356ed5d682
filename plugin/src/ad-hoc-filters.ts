import type { AdHocVariableFilter } from '@grafana/data';
import { exactly } from './patterns.ts';
import type { KafkascopeQuery } from './types.ts';

export const filterKeys = ['topic', 'group', 'producer'] as const;
type FilterKey = (typeof filterKeys)[number];

/**
 * The query, narrowed by the ad hoc filters of a dashboard. The exporter takes one pattern for each key: names can be
 * narrowed down here, a pattern stands alone.
 *
 * @throws where it cannot be, with a sentence that says why
 */
export function narrowed(query: KafkascopeQuery, filters: readonly AdHocVariableFilter[]): KafkascopeQuery {
  for (const { key } of filters) {
    if (!(filterKeys as readonly string[]).includes(key)) {
      throw new Error(`There is no filter on "${key}", only on ${filterKeys.join(', ')}.`);
    }
  }
  const patterns = filterKeys
    .map((key) => [key, filters.filter((filter) => filter.key === key)] as const)
    .filter(([, ofKey]) => ofKey.length > 0)
    .map(([key, ofKey]) => [key, narrowedPattern(key, query[key] ?? '', ofKey)] as const);
  return { ...query, ...Object.fromEntries(patterns) };
}

function narrowedPattern(key: FilterKey, own: string, filters: readonly AdHocVariableFilter[]): string {
  const patterns = [...new Set([own, ...filters.filter(isPattern).map(({ value }) => value)])].filter(restricts);
  const namings = filters.filter((filter) => !isPattern(filter)).map((filter) => namesOf(key, filter));
  const [first, ...others] = namings;
  if (first === undefined) {
    if (patterns.length > 1) {
      throw new Error(
        `The query and the filters have different patterns for "${key}": ${patterns.join(' and ')}. ` +
          'Only one can hold: filter by names (=), or leave the field of the query empty.',
      );
    }
    return patterns[0] ?? '';
  }
  const names = first.filter((name) => others.every((other) => other.includes(name)));
  return exactly(...names.filter((name) => patterns.every((pattern) => matches(pattern, name))));
}

function isPattern({ operator }: AdHocVariableFilter): boolean {
  return operator === '=~';
}

function restricts(pattern: string): boolean {
  return pattern !== '' && pattern !== '.*';
}

function namesOf(key: FilterKey, { operator, value, values }: AdHocVariableFilter): readonly string[] {
  if (operator === '=') return [value];
  if (operator === '=|') return values ?? [value];
  throw new Error(
    `The filter "${key} ${operator} ${value}" cannot be asked: use = or "one of" for names, or =~ for a pattern.`,
  );
}

/** As far as JavaScript's patterns are those of the exporter (RE2). */
function matches(pattern: string, name: string): boolean {
  const [, insensitive = '', rest = ''] = /^(\(\?i\))?([^]*)$/.exec(pattern) ?? [];
  try {
    return new RegExp(rest, insensitive === '' ? '' : 'i').test(name);
  } catch (cause) {
    throw new Error(`The pattern ${pattern} cannot be combined with filters: filter by it alone.`, { cause });
  }
}
