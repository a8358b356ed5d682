import { describe, expect, it } from '@jest/globals';
import { observeBreaches } from '../../src/derived/breach-finding.ts';
import { listGroupTopics } from '../../src/derived/group-topic.ts';
import { lagOf } from '../../src/derived/lag.ts';
import { observeStatuses } from '../../src/derived/status-finding.ts';
import { snapshotOf, startMs, steps, verdictAfter, type Step } from './status-scenario.ts';

async function observed(all: readonly Step[]) {
  const judged = await verdictAfter(all);
  const last = all.at(-1);
  if (last === undefined) throw new Error('no step');
  const snapshot = snapshotOf(last, startMs);
  const lag = snapshot.groups.map((group) => lagOf(group, snapshot.partitions));
  return observeStatuses(snapshot, listGroupTopics(snapshot), [judged], lag);
}

describe('findings of status', () => {
  it('are none of a group that keeps up', async () => {
    expect(await observed(steps(9, (index) => ({ end: [index], committed: [index] })))).toEqual([]);
  });

  it('tell of the partitions that are worst', async () => {
    const found = await observed(
      steps(9, (index) => ({ end: [100 * index, 80, 90], committed: [100 * index, 10, 10], owned: [0] })),
    );
    expect(found).toMatchObject([
      {
        key: '["status","STOP","orders","billing",null]',
        name: 'STOP',
        certainty: 'proved',
        severity: 'critical',
        topic: 'orders',
        group: 'billing',
        partitions: [1, 2],
        records: 150,
        bound: 'upper',
        title: 'billing in orders: STOP: 2 of 3 partitions have no owner since before 13:30 UTC, 150 records unread',
        runbook: 'group-stopped',
      },
    ]);
  });

  it.each<{ name: string; all: readonly Step[]; severity: string; runbook: string }>([
    {
      name: 'STALL',
      all: steps(9, () => ({ end: [50], committed: [10] })),
      severity: 'critical',
      runbook: 'group-stalled',
    },
    {
      name: 'WARN',
      all: steps(9, (index) => ({ end: [100 * index + 5_000], committed: [50 * index] })),
      severity: 'warning',
      runbook: 'group-behind',
    },
    {
      name: 'REWIND',
      all: [90, 10, 20].map((committed) => ({ end: [90], committed: [committed] })),
      severity: 'warning',
      runbook: 'group-rewound',
    },
  ])('$name has its runbook', async ({ name, all, severity, runbook }) => {
    expect(await observed(all)).toMatchObject([{ name, severity, runbook }]);
  });
});

describe('findings of breaches', () => {
  it('tell the offsets that contradict each other', () => {
    const example = { partition: 3, logStart: 0, committed: 1_200, end: 900 };
    expect(
      observeBreaches([{ kind: 'committed-beyond-end', topic: 'orders', group: 'billing', partitions: 2, example }]),
    ).toMatchObject([
      {
        kind: 'breach',
        name: 'committed-beyond-end',
        partitions: [3],
        title: 'billing in orders: offsets are committed beyond the end of the log in 2 partitions',
        evidence: 'Partition 3: log start 0, committed 1,200, end 900, all read in one refresh and in this order.',
        runbook: 'offsets-contradict',
      },
    ]);
  });
});
