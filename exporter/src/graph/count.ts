const thousands = new Intl.NumberFormat('en-US');

/** '1 partition', '12,400 partitions'. */
export function count(number: number, noun: string): string {
  // Formatting costs a microsecond, and nearly all numbers are small.
  return `${number < 1000 ? String(number) : thousands.format(number)} ${noun}${number === 1 ? '' : 's'}`;
}

/** The sum of the numbers that are known; null when none is. Unknown is null or NaN. */
export function sumOfKnown(numbers: Iterable<number | null>): number | null {
  let sum: number | null = null;
  for (const number of numbers) sum = plusKnown(sum, number);
  return sum;
}

export function plusKnown(sum: number | null, number: number | null): number | null {
  if (number === null || Number.isNaN(number)) return sum;
  return (sum ?? 0) + number;
}

/** The largest of the numbers that are known; null when none is. Unknown is null or NaN. */
export function maxOfKnown(numbers: Iterable<number | null>): number | null {
  let most: number | null = null;
  for (const number of numbers) {
    if (number !== null && !Number.isNaN(number) && (most === null || number > most)) most = number;
  }
  return most;
}

/** The smallest of the numbers that are known; null when none is. Unknown is null or NaN. */
export function minOfKnown(numbers: Iterable<number | null>): number | null {
  let least: number | null = null;
  for (const number of numbers) {
    if (number !== null && !Number.isNaN(number) && (least === null || number < least)) least = number;
  }
  return least;
}

export function known(number: number): number | null {
  return Number.isNaN(number) ? null : number;
}
