const compact = new Intl.NumberFormat('en-US', { notation: 'compact', maximumFractionDigits: 1 });
const whole = new Intl.NumberFormat('en-US', { maximumFractionDigits: 0 });

/** '12.4K'; '' when unknown. */
export function amount(number: number | null): string {
  return number === null ? '' : compact.format(number);
}

/** '12,400'; 'unknown' when unknown. */
export function exactly(number: number | null): string {
  return number === null ? 'unknown' : whole.format(number);
}

/** '1.2K/s'; '' when unknown. */
export function perSecond(number: number | null): string {
  return number === null ? '' : `${compact.format(number)}/s`;
}

const units: readonly (readonly [seconds: number, name: string])[] = [
  [86_400, 'd'],
  [3600, 'h'],
  [60, 'min'],
];

/** '45 s', '3.5 min', '2 h', '6 d'; '' when unknown. */
export function duration(seconds: number | null): string {
  if (seconds === null) return '';
  const [length, name] = units.find(([least]) => seconds >= least) ?? [1, 's'];
  return `${compact.format(seconds / length)} ${name}`;
}

/** What is left of the parts that say something. */
export function joined(...parts: readonly string[]): string {
  return parts.filter((part) => part !== '').join(' · ');
}
