export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

/** Plain data as JSON holds it: maps as lists of pairs, NaN by name, undefined as null and left out of objects. */
export function toJson(value: unknown): Json {
  if (value === undefined || value === null) return null;
  if (typeof value === 'boolean' || typeof value === 'string') return value;
  if (typeof value === 'number') return Number.isFinite(value) ? value : String(value);
  if (Array.isArray(value)) return value.map(toJson);
  if (value instanceof Map) return [...value].map(toJson);
  if (typeof value !== 'object') throw new TypeError(`a ${typeof value} is not plain data`);
  const fields = Object.entries(value).filter(([, field]) => field !== undefined);
  return Object.fromEntries(fields.map(([key, field]) => [key, toJson(field)]));
}
