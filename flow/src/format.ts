const grouped = new Intl.NumberFormat('en-US');

/** Records per second, in three significant digits: '0.4/s', '84/s', '1.2 k/s'. */
export function formatRate(recordsPerSecond: number): string {
  if (recordsPerSecond > 0 && recordsPerSecond < 0.05) return '<0.1/s';
  return `${short(recordsPerSecond)}/s`;
}

/** Records behind the end: exact while it can be read at a glance. '12,400', then '1.2 M'. */
export function formatLag(records: number): string {
  return records < 100_000 ? grouped.format(Math.round(records)) : short(records);
}

const spans: readonly (readonly [number, string])[] = [
  [86_400, ' d'],
  [3_600, ' h'],
  [60, ' min'],
];

/** A length of time in its largest unit, to two digits: '<1 s', '45 s', '1.5 min', '12 h', '3 d'. */
export function formatSeconds(seconds: number): string {
  if (seconds > 0 && seconds < 1) return '<1 s';
  for (const [size, unit] of spans) {
    // 59.9 minutes would be printed as 60 min.
    if (seconds >= size * 0.995) return `${digits(seconds / size)}${unit}`;
  }
  return `${Math.round(seconds)} s`;
}

const units: readonly (readonly [number, string])[] = [
  [1e12, ' T'],
  [1e9, ' G'],
  [1e6, ' M'],
  [1e3, ' k'],
];

function short(number: number): string {
  for (const [size, unit] of units) {
    // 999.96 k would be printed as 1000 k.
    if (number >= size * 0.99995) return `${digits(number / size)}${unit}`;
  }
  return digits(number);
}

/** One decimal below ten, where it tells something. */
function digits(number: number): string {
  const rounded = number < 9.95 ? Math.round(number * 10) / 10 : Math.round(number);
  return String(rounded);
}
