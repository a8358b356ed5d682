import { expect, it } from '@jest/globals';
import { readable, shownName } from '../src/readable.ts';

it.each([
  ['orders', 'orders'],
  ['a\u202egnp.exe', 'a⟨U+202E⟩gnp.exe'],
  ['tab\tzero\u0000', 'tab⟨U+0009⟩zero⟨U+0000⟩'],
  ['two\nlines', 'two\nlines'],
  ['שלום · 👩‍👩‍👧 · é', 'שלום · 👩‍👩‍👧 · é'],
  ['payments\u200d', 'payments⟨U+200D⟩'],
  ['\u3164', '⟨U+3164⟩'],
  ['pay\u{e0041}ments\ufe0f', 'pay⟨U+E0041⟩ments⟨U+FE0F⟩'],
])('shows %j as %s', (text, shown) => {
  expect(readable(text)).toBe(shown);
});

it.each([
  ['', '(empty name)'],
  [' ', '⟨U+0020⟩'],
  ['payments ', 'payments⟨U+0020⟩'],
  ['two  spaces and one', 'two⟨U+0020⟩⟨U+0020⟩spaces and one'],
  ['pay\u00a0ments', 'pay⟨U+00A0⟩ments'],
  ['x\ncritical', 'x⟨U+000A⟩critical'],
])('shows the name %j as %s', (name, shown) => {
  expect(shownName(name)).toBe(shown);
});
