import { describe, expect, it } from '@jest/globals';
import { exactly, nameOf, nothing, search } from '../src/patterns.ts';

describe('exactly', () => {
  it.each([
    [['orders'], '^orders$'],
    [['ocean.pacific'], String.raw`^ocean\.pacific$`],
    [['a', 'b+c'], String.raw`^(?:a|b\+c)$`],
    [[], nothing],
  ])('makes a pattern of %j', (names, pattern) => {
    expect(exactly(...names)).toBe(pattern);
  });

  it('matches the names and no others', () => {
    const pattern = new RegExp(exactly('orders', 'ocean.pacific'));
    expect(
      ['orders', 'ocean.pacific', 'my-orders', 'orders-2', 'oceanXpacific', ''].filter((name) => pattern.test(name)),
    ).toEqual(['orders', 'ocean.pacific']);
  });
});

it('matches nothing where nothing is wanted', () => {
  expect(['', 'a', 'orders', ' '].filter((name) => new RegExp(nothing).test(name))).toEqual([]);
});

describe('nameOf', () => {
  it.each(['orders', 'ocean.pacific', String.raw`odd \ $name^ (1)`])('gives %s back', (name) => {
    expect(nameOf(exactly(name))).toBe(name);
  });

  it.each(['orders', '^orders', '^ord.rs$', '^(?:a|b)$', '$topic', '^$', ''])('knows that %j is no name', (pattern) => {
    expect(nameOf(pattern)).toBeUndefined();
  });
});

it('searches for text as it is', () => {
  expect(search('a.b')).toBe(String.raw`(?i)a\.b`);
  expect(search('')).toBe('');
});
