import { expect, it } from '@jest/globals';
import type { ClusterSummary } from '../../../src/api.ts';
import { judgeFreshness } from '../../../src/http/page/freshness.ts';

const now = Date.UTC(2026, 0, 1, 12);
const cluster: ClusterSummary = {
  cluster: '',
  clusterId: 'c',
  up: true,
  error: null,
  time: null,
  ageSeconds: 3,
  brokers: 3,
  topics: 1,
  partitions: 1,
  groupStatuses: null,
  shareGroups: 0,
  groups: 1,
  collectors: [],
};
const well = { cluster, readAtMs: now - 3_400, lostAtMs: undefined, refusal: undefined };

it('is quiet while all is well', () => {
  expect(judgeFreshness(well, now)).toEqual({ age: '3 seconds old', stale: false, problem: '' });
});

it.each([
  [
    'the cluster fails',
    { ...well, cluster: { ...cluster, up: false, error: 'no broker answers' } },
    'The cluster could not be read again. No broker answers.',
  ],
  [
    'there is no graph yet',
    { ...well, cluster: undefined, readAtMs: undefined, refusal: 'the cluster is being read for the first time' },
    'The cluster is being read for the first time.',
  ],
])('says so when %s', (_, contact, problem) => {
  expect(judgeFreshness(contact, now)).toMatchObject({ stale: true, problem });
});

it('says since when the exporter is silent', () => {
  const { stale, age, problem } = judgeFreshness({ ...well, lostAtMs: now - 1_000 }, now);
  expect([stale, age]).toEqual([true, '3 seconds old']);
  expect(problem).toMatch(/^The exporter has not answered since .*\.$/);
});
