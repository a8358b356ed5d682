import type { Spread } from './spread.ts';

/** Lines of a table whose columns are as wide as their widest cell; the first column is text, the others numbers. */
export function table(rows: readonly (readonly string[])[]): string {
  const columns = Math.max(...rows.map((row) => row.length));
  const widths = Array.from({ length: columns }, (_, column) =>
    Math.max(...rows.map((row) => row[column]?.length ?? 0)),
  );
  return rows
    .map((row) =>
      widths
        .map((width, column) => (column === 0 ? (row[0] ?? '').padEnd(width) : (row[column] ?? '').padStart(width)))
        .join('   ')
        .trimEnd(),
    )
    .join('\n');
}

/** 'median (min–max)', each times `factor`. */
export function spreadText(spread: Spread | undefined, digits: number, factor = 1): string {
  if (spread === undefined) return '–';
  const number = (value: number): string => (value * factor).toFixed(digits);
  if (spread.min === spread.max) return number(spread.median);
  return `${number(spread.median)} (${number(spread.min)}–${number(spread.max)})`;
}
