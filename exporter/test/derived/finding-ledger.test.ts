import { describe, expect, it } from '@jest/globals';
import { FindingLedger } from '../../src/derived/finding-ledger.ts';
import { observationKey, type Observation } from '../../src/derived/finding.ts';

const hourMs = 3_600_000;

function observed(group: string, records = 1): Observation {
  return {
    key: observationKey('status', 'STOP', { group }),
    kind: 'status',
    name: 'STOP',
    certainty: 'proved',
    severity: 'critical',
    topic: undefined,
    group,
    broker: undefined,
    partitions: [],
    records,
    bound: 'upper',
    title: group,
    evidence: '',
    advice: '',
    runbook: 'group-stopped',
  };
}

describe('the ledger of findings', () => {
  it('continues what goes on, with its latest numbers', () => {
    const ledger = new FindingLedger();
    const [first] = ledger.update([observed('a', 1)], 1_000);
    const [second] = ledger.update([observed('a', 7)], 2_000);
    expect(second).toEqual({ ...first, records: 7, updatedMs: 2_000 });
    expect(second).toMatchObject({ startedMs: 1_000, endedMs: undefined });
  });

  it('ends what is no longer observed, and begins another one when it comes back', () => {
    const ledger = new FindingLedger();
    ledger.update([observed('a')], 1_000);
    expect(ledger.update([], 2_000)).toMatchObject([{ startedMs: 1_000, updatedMs: 1_000, endedMs: 2_000 }]);
    const both = ledger.update([observed('a')], 3_000);
    expect(both).toMatchObject([
      { startedMs: 3_000, endedMs: undefined },
      { startedMs: 1_000, endedMs: 2_000 },
    ]);
    expect(new Set(both.map(({ id }) => id)).size).toBe(2);
  });

  it('lists the newest first', () => {
    const ledger = new FindingLedger();
    ledger.update([observed('a')], 1_000);
    const found = ledger.update([observed('a'), observed('b')], 2_000);
    expect(found.map(({ group }) => group)).toEqual(['b', 'a']);
  });

  it('forgets what ended 24 hours ago, and nothing that holds', () => {
    const ledger = new FindingLedger();
    ledger.update([observed('a'), observed('b')], 0);
    ledger.update([observed('a')], hourMs);
    expect(ledger.update([observed('a')], 24 * hourMs)).toHaveLength(2);
    expect(ledger.update([observed('a')], 25 * hourMs)).toMatchObject([{ group: 'a', startedMs: 0 }]);
  });

  it('keeps a thousand at most; those that ended first go first', () => {
    const ledger = new FindingLedger();
    for (let index = 0; index < 1_100; index++) ledger.update([observed(String(index))], index);
    const found = ledger.update([observed('1099')], 1_100);
    expect(found).toHaveLength(1_000);
    expect(found[0]).toMatchObject({ group: '1099', endedMs: undefined });
    expect(found.at(-1)).toMatchObject({ group: '100' });
  });

  it('continues after a restart what still holds, and gives it ten minutes to be seen again', () => {
    const before = new FindingLedger();
    before.update([observed('a'), observed('b'), observed('c')], 0);
    const remembered = before.update([observed('a'), observed('b')], 1_000);
    const ledger = new FindingLedger({ remembered });
    expect(ledger.remember()).toEqual(remembered);
    expect(ledger.update([], hourMs).map(({ endedMs }) => endedMs)).toEqual([undefined, undefined, 1_000]);
    const idOfA = remembered.find(({ group }) => group === 'a')?.id;
    expect(ledger.update([observed('a')], hourMs + 60_000).find(({ group }) => group === 'a')).toMatchObject({
      id: idOfA,
      startedMs: 0,
      endedMs: undefined,
    });
    const later = ledger.update([observed('a')], hourMs + 600_000);
    expect(later.filter(({ endedMs }) => endedMs === undefined).map(({ group }) => group)).toEqual(['a']);
  });

  it('ends at once what was seen again after a restart and then no longer', () => {
    const before = new FindingLedger();
    const ledger = new FindingLedger({ remembered: before.update([observed('a')], 0) });
    ledger.update([observed('a')], 1_000);
    expect(ledger.update([], 2_000)).toMatchObject([{ endedMs: 2_000 }]);
  });

  it('takes one observation of a key', () => {
    expect(new FindingLedger().update([observed('a', 1), observed('a', 2)], 0)).toMatchObject([{ records: 1 }]);
  });
});
