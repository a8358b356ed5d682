import { nameOf } from './patterns.ts';
import { byOf, infoOf } from './query-types.ts';
import type { QueryTypeInfo } from './query-types.ts';
import type { KafkascopeQuery } from './types.ts';

/** One line for Explore's history and collapsed rows: 'Lag by group · topic orders · now'. */
export function queryText(query: KafkascopeQuery): string {
  const info = infoOf(query.queryType);
  if (info === undefined) return query.queryType === undefined ? 'Nothing chosen' : `Unknown type ${query.queryType}`;
  const filters = info.filters
    .filter((key) => query[key] !== undefined && query[key] !== '')
    .map((key) => `${key} ${nameOf(query[key] ?? '') ?? query[key] ?? ''}`);
  return [
    labelOf(query, info),
    ...(query.cluster === undefined || query.cluster === '' ? [] : [`cluster ${query.cluster}`]),
    ...filters,
    ...(query.instant === true && info.by.length > 0 ? ['now'] : []),
  ].join(' · ');
}

function labelOf(query: KafkascopeQuery, info: QueryTypeInfo): string {
  if (info.by.length === 0) return info.label;
  const by = byOf(query, info);
  return by === 'all' ? `${info.label}, all together` : `${info.label} by ${by}`;
}
