import { durationMs } from './duration.ts';
import { brokerAddress, listenAddress, tokenUrl, urlPath } from './address.ts';
import { labels } from './labels.ts';
import { pattern } from './pattern.ts';
import { InvalidValue, list, single } from './value-type.ts';

/** Milliseconds. */
function durationBetween(least: string, most: string) {
  return single('DURATION', (text) => {
    const ms = durationMs(text);
    if (ms < durationMs(least) || ms > durationMs(most)) {
      throw new InvalidValue(text, `must be from ${least} to ${most}`);
    }
    return Math.round(ms);
  });
}

export const switchType = single(
  '',
  (text) => {
    if (/^(true|1)$/i.test(text)) return true;
    if (/^(false|0)$/i.test(text)) return false;
    throw new InvalidValue(text, 'must be true or false');
  },
  { yaml: 'boolean' },
);

export const textType = single('TEXT', (text) => text);
export const pathType = single('FILE', (text) => text, { path: true });
export const textsType = list('TEXT', (items) => items);
export const patternType = single('PATTERN', pattern);

/** How often to refresh. */
export const intervalType = durationBetween('500ms', '1h');
export const historyType = durationBetween('1m', '24h');
export const abandonedType = durationBetween('1m', '8760h');

export const brokersType = list('HOST:PORT', (items) => [...new Set(items.map(brokerAddress))]);
export const labelsType = list('NAME=VALUE', labels, 'map');
export const listenAddressType = single('HOST:PORT', listenAddress);
export const urlPathType = single('PATH', urlPath);
export const tokenUrlType = single('URL', tokenUrl);

/** A whole number from 0. */
export const countType = single(
  'NUMBER',
  (text) => {
    if (/^\d{1,15}$/.test(text)) return Number(text);
    throw new InvalidValue(text, 'must be a whole number from 0');
  },
  { yaml: 'integer' },
);

/** One of some words; upper or lower case. */
export const oneOfType = <const T extends string>(words: readonly T[]) =>
  single(words.join('|'), (text): T => {
    const word = words.find((known) => known === text.toLowerCase());
    if (word === undefined) throw new InvalidValue(text, `must be one of ${words.join(', ')}`);
    return word;
  });
