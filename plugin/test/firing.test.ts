import { expect, it } from '@jest/globals';
import { toDataFrame } from '@grafana/data';
import { firing } from '../src/firing.ts';

const lag = [
  toDataFrame({
    fields: [
      { name: 'group', type: 'string', values: ['billing', 'audit', 'empty', 'new'] },
      { name: 'lag', type: 'number', values: [900, 12_400, 0, null], config: { unit: 'short' } },
    ],
  }),
];
const disks = [
  toDataFrame({
    fields: [
      { name: 'broker', type: 'string', values: ['1'] },
      { name: 'log_dir', type: 'string', values: ['/data'] },
      { name: 'free', type: 'number', values: [1_500_000_000], config: { unit: 'decbytes' } },
    ],
  }),
];
const many = [
  toDataFrame({
    fields: [
      { name: 'group', type: 'string', values: Array.from({ length: 9 }, () => 'g') },
      { name: 'topic', type: 'string', values: Array.from({ length: 9 }, (_, at) => `t${at}`) },
      { name: 'lag', type: 'number', values: Array.from({ length: 9 }, (_, at) => at) },
    ],
  }),
];
const total = [toDataFrame({ fields: [{ name: 'lag', type: 'number', values: [3490] }] })];

it.each([
  [lag, 'above', 500, 'Fires now for 2 of 3 groups: audit (12.4 K), billing (900).'],
  [lag, 'above', 1_000_000, 'Fires now for none of 3 groups.'],
  [lag, 'below', 1, 'Fires now for 1 of 3 groups: empty (0).'],
  [disks, 'below', 2e9, 'Fires now for 1 of 1 log directory: 1 · /data (1.50 GB).'],
  [
    many,
    'above',
    1,
    'Fires now for 7 of 9 groups in their topics: g · t8 (8), g · t7 (7), g · t6 (6), g · t5 (5), g · t4 (4) and 2 more.',
  ],
  [total, 'above', 1, 'Fires now: the value is 3.49 K.'],
  [total, 'below', 1, 'Does not fire now: the value is 3.49 K.'],
  [[], 'above', 1, 'Nothing is known now that the rule could compare.'],
] as const)('says when a rule fires', (frames, direction, threshold, sentence) => {
  expect(firing(frames, direction, threshold)).toBe(sentence);
});
