import type { ContenderName, Look } from './contender.ts';
import type { Measured, Results } from './results.ts';
import { median, spreadOf, type Spread } from './spread.ts';

const mebibyte = 1024 * 1024;

export function secondsOf(measured: Measured): Spread | undefined {
  return spreadOf(measured.rounds.flat().map(({ seconds }) => seconds));
}

export function cpuSecondsOf(measured: Measured): Spread | undefined {
  return spreadOf(measured.rounds.flat().map(({ cpuSeconds }) => cpuSeconds));
}

export function residentMebibytesOf(measured: Measured): Spread | undefined {
  return spreadOf(measured.rounds.flat().map(({ residentBytes }) => residentBytes / mebibyte));
}

export function peakMebibytesOf(measured: Measured): number {
  return measured.peakResidentBytes / mebibyte;
}

export function measuredOf(results: Results, name: ContenderName): Measured | undefined {
  return results.contenders.find((measured) => measured.name === name);
}

/**
 * How many times another's value is ours, round by round: rounds are taken in turns, so what slowed one round down
 * slowed both. The median of the rounds' ratios, and their extremes.
 */
export function ratio(other: Measured, ours: Measured, value: (look: Look) => number): Spread | undefined {
  const ratios = other.rounds.flatMap((looks, round) => {
    const own = ours.rounds[round];
    return own === undefined ? [] : [median(looks.map(value)) / median(own.map(value))];
  });
  return spreadOf(ratios.filter(Number.isFinite));
}

/** Seconds of our scrapes with or without a refresh at the same time. */
export function scrapeSeconds(results: Results, refreshing: boolean): Spread | undefined {
  return spreadOf(results.scrapes.filter((each) => each.refreshing === refreshing).map(({ seconds }) => seconds));
}
