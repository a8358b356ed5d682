/** What `timeOf` knows, to go on after a name. */
export const timeForms = 'must be milliseconds since 1970 or a time like 2026-01-01T00:00:00Z';

/** Milliseconds since 1970 from such a number, or from ISO 8601 with its offset from UTC; undefined when it is neither. */
export function timeOf(value: string | number): number | undefined {
  if (typeof value === 'number') return Number.isFinite(value) ? value : undefined;
  if (/^-?\d{1,16}$/.test(value)) return Number(value);
  if (!/^\d{4}-\d\d-\d\dT\d\d:\d\d.*(Z|[+-]\d\d:?\d\d)$/.test(value)) return undefined;
  const atMs = Date.parse(value);
  return Number.isNaN(atMs) ? undefined : atMs;
}
