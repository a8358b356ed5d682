import { expect, it } from '@jest/globals';
import type { Frame } from '../../../src/api.ts';
import { chartsOf, inWords, seriesOf, withoutHistory, type Chart } from '../../../src/http/page/details/chart.ts';
import { pattern } from '../../../src/config/pattern.ts';

const frame = (times: number[], values: (number | null)[]): Frame => ({
  schema: { name: 'lag', meta: {}, fields: [] },
  data: { values: [times, values] },
});
const chart: Chart = { title: 'Lag', lines: [{ name: '', query: { queryType: 'lag' } }], unit: 'records' };

it('asks for one group in one topic, whatever they are called', () => {
  const groups = ['a.b|c', '<img>\u202e"(\u{1F991}'];
  const [first] = chartsOf({ id: '', title: '', subtitle: '', kind: 'reading', topic: 'or.ders', groups });
  const { topic = '', group = '' } = first?.lines[0]?.query ?? {};
  expect(['or.ders', 'or-ders', 'my.or.ders'].map((name) => pattern(topic).test(name))).toEqual([true, false, false]);
  for (const name of groups) expect(pattern(group).test(name)).toBe(true);
  expect(['a-b|c', 'c', 'a.b'].some((name) => pattern(group).test(name))).toBe(false);
});

it.each(['broker', 'producer', 'member', 'more'] as const)('has no history of a %s, and says so', (kind) => {
  const subject = { id: '', title: '', subtitle: '', kind };
  expect(chartsOf(subject)).toEqual([]);
  expect(withoutHistory(subject)).toMatch(/^The exporter remembers nothing of .*\.$/);
});

it.each(['producer', 'application'] as const)('shows the topics that a %s writes into', (kind) => {
  const [only, ...rest] = chartsOf({ id: '', title: '', subtitle: '', kind, writes: ['a', 'b.c'] });
  expect(rest).toEqual([]);
  expect(only?.title).toBe('Records written into its topics, whoever writes');
  expect(only?.lines).toEqual([{ name: '', query: { queryType: 'produceRate', topic: '^(?:a|b\\.c)$' } }]);
});

it('asks for no more topics than the API takes', () => {
  const writes = Array.from({ length: 100 }, (_, i) => `topic-number-${String(i)}`);
  const subject = { id: '', title: '', subtitle: '', kind: 'producer', writes } as const;
  expect(chartsOf(subject)).toEqual([]);
  expect(withoutHistory(subject)).toContain('too many topics');
});

it('brings lines to the same times', () => {
  expect(seriesOf([frame([1000, 2000], [1, null]), frame([2000, 3000], [5, 6]), undefined])).toEqual({
    times: [1, 2, 3],
    values: [
      [1, null, null],
      [null, 5, 6],
      [null, null, null],
    ],
  });
});

it.each([
  [[3, 12, 7], 'between 3 and 12, now 7'],
  [[4, 4], '4, now 4'],
  [[4, null], '4, now not known'],
  [[null], ''],
])('says %j in words', (values, text) => {
  expect(inWords(chart, { times: values.map((_, i) => i), values: [values] }, String)).toBe(text);
});
