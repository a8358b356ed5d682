import { expect, it } from '@jest/globals';
import { readable } from '../src/readable.ts';

it.each([
  ['orders', 'orders'],
  ['a\u202egnp.exe', 'a⟨U+202E⟩gnp.exe'],
  ['tab\tzero\u0000', 'tab⟨U+0009⟩zero⟨U+0000⟩'],
  ['two\nlines', 'two\nlines'],
  ['שלום · 👩‍👩‍👧 · é', 'שלום · 👩‍👩‍👧 · é'],
])('shows %j as %s', (text, shown) => {
  expect(readable(text)).toBe(shown);
});
