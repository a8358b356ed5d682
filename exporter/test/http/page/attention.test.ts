import { expect, it } from '@jest/globals';
import type { FindingSummary, GroupStatus, Severity } from '../../../src/api.ts';
import { attentionFor } from '../../../src/http/page/attention.ts';

const finding = (severity: Severity, end: string | null = null): FindingSummary => ({
  id: severity,
  kind: 'status',
  name: 'STOP',
  certainty: 'proved',
  severity,
  topic: null,
  group: null,
  broker: null,
  partitions: [],
  records: null,
  bound: null,
  start: '2026-01-01T00:00:00Z',
  updated: '2026-01-01T00:00:00Z',
  end,
  title: '',
  evidence: '',
  advice: '',
  runbook: '/runbooks/group-stopped',
});

function cluster(counts: Partial<Record<GroupStatus | 'unknown', number>>) {
  const groupStatuses = { OK: 0, REWIND: 0, WARN: 0, STALL: 0, STOP: 0, unknown: 0, ...counts };
  const groups = Object.values(groupStatuses).reduce((sum, count) => sum + count, 0);
  return { groups, shareGroups: 0, groupStatuses };
}

it.each<[string, Partial<Record<GroupStatus | 'unknown', number>>, FindingSummary[], string, string]>([
  ['all is well', { OK: 5 }, [], 'ok', 'All 5 groups keep up.'],
  ['there is one group', { OK: 1 }, [], 'ok', 'The only group keeps up.'],
  ['there is no group', {}, [], 'ok', 'Nothing is wrong. No consumer group reads here.'],
  ['nothing was judged', { unknown: 3 }, [], 'unknown', 'No problem is known. No group could be judged yet.'],
  [
    'some were not judged',
    { OK: 3, unknown: 2 },
    [],
    'ok',
    'No problem is known. 3 of 5 groups keep up, the rest could not be judged.',
  ],
  ['a group falls behind', { OK: 4, WARN: 1 }, [], 'warning', '1 of 5 groups does not keep up.'],
  [
    'there are findings',
    { OK: 4, STOP: 1 },
    [finding('warning'), finding('critical')],
    'critical',
    '2 things need attention.',
  ],
  ['one is a warning', { OK: 5 }, [finding('warning')], 'warning', '1 thing needs attention.'],
  [
    'findings are over, or for information',
    { OK: 5 },
    [finding('critical', '2026-01-01T00:01:00Z'), finding('info')],
    'ok',
    'All 5 groups keep up.',
  ],
])('when %s', (_, counts, findings, health, sentence) => {
  expect(attentionFor(cluster(counts), findings)).toMatchObject({ health, sentence });
});

it.each([
  [{ OK: 8, unknown: 1 }, 1, 'All 8 groups keep up; share groups are not judged.'],
  [{ OK: 1, unknown: 2 }, 2, 'The only group keeps up; share groups are not judged.'],
  [{ OK: 7, unknown: 2 }, 1, 'No problem is known. 7 of 9 groups keep up, the rest could not be judged.'],
])('knows that share groups are not judged: %j', (counts, shareGroups, sentence) => {
  expect(attentionFor({ ...cluster(counts), shareGroups }, [])).toMatchObject({ health: 'ok', sentence });
});

it('says nothing before the first refresh', () => {
  expect(attentionFor({ groups: null, shareGroups: null, groupStatuses: null }, [])).toMatchObject({
    health: 'unknown',
    sentence: '',
  });
});
