// The exporter takes names as RE2 patterns, unanchored; here are those that mean names and nothing else.

/** Matches no text at all, not even the empty one. */
export const nothing = String.raw`^\b$`;

const special = /[\\^$.*+?()[\]{}|]/g;
const exactPattern = /^\^((?:[^\\^$.*+?()[\]{}|]|\\[\\^$.*+?()[\]{}|])+)\$$/;

/** Text that matches itself within a larger pattern. */
export function escaped(text: string): string {
  return text.replace(special, String.raw`\$&`);
}

/** Matches exactly one of the names. */
export function exactly(...names: readonly string[]): string {
  const [only] = names;
  if (only === undefined) return nothing;
  return names.length === 1 ? `^${escaped(only)}$` : `^(?:${names.map(escaped).join('|')})$`;
}

/** The name that a pattern made by `exactly` matches; undefined for any other pattern. */
export function nameOf(pattern: string): string | undefined {
  return exactPattern.exec(pattern)?.[1]?.replace(/\\(.)/g, '$1');
}

/** Finds the text anywhere in a name, whatever its case. */
export function search(text: string): string {
  return text === '' ? '' : `(?i)${escaped(text)}`;
}
