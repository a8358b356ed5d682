const grouped = new Intl.NumberFormat('en-US');

/** '12,400'; '–' when it is not known. */
export function exact(number: number | null): string {
  return number === null ? '–' : grouped.format(number);
}

/** '1 topic', '12 topics'. */
export function counted(number: number, noun: string): string {
  return `${grouped.format(number)} ${noun}${number === 1 ? '' : 's'}`;
}

const sizes = ['B', 'KiB', 'MiB', 'GiB', 'TiB', 'PiB'];

export function bytes(number: number | null): string {
  if (number === null) return '–';
  let [rest, size] = [number, 0];
  while (rest >= 1024 && size < sizes.length - 1) {
    rest /= 1024;
    size++;
  }
  return `${rest < 10 && size > 0 ? rest.toFixed(1) : rest.toFixed(0)} ${sizes[size] ?? ''}`;
}

const spans: readonly (readonly [seconds: number, noun: string])[] = [
  [86_400, 'day'],
  [3_600, 'hour'],
  [60, 'minute'],
  [1, 'second'],
];

/** In the largest unit that fits: '7 days', '90 seconds'. */
export function span(seconds: number): string {
  const [size, noun] = spans.find(([unit]) => seconds >= 2 * unit) ?? [1, 'second'];
  return counted(Math.round(seconds / size), noun);
}
