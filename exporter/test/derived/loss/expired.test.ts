import { describe, expect, it } from '@jest/globals';
import type { SmallGroup, SmallTopic } from '../small-snapshot.ts';
import { LossRun } from './loss-run.ts';

const topic = (logStart: number, more: Partial<SmallTopic> = {}): SmallTopic[] => [
  { name: 't', ends: [1000], logStart, config: {}, ...more },
];
const stopped = (committed: number): SmallGroup[] => [{ id: 'g', committed: { t: [committed] } }];
const member = (committed: number): SmallGroup[] => [{ id: 'g', committed: { t: [committed] }, assigned: { t: [0] } }];

/** A group that has stood still for long enough. */
async function standing(
  groups = stopped(100),
  options: ConstructorParameters<typeof LossRun>[0] = {},
): Promise<LossRun> {
  const run = new LossRun(options);
  for (let refresh = 0; refresh < 3; refresh++) await run.see(topic(50), groups);
  return run;
}

describe('expired, of a group without members', () => {
  it('is counted in the refresh that sees it, exactly', async () => {
    const run = await standing();
    await run.see(topic(150), stopped(100));
    expect(run.counted).toEqual({ 'g/t/expired': 50 });
    expect(run.told).toEqual(['proved expired 50 exact']);
    expect(run.observations[0]).toMatchObject({
      title: 'g in t: 50 records were deleted by retention or DeleteRecords before the group had read them',
      runbook: 'records-expired',
      severity: 'critical',
      partitions: [0],
    });
  });

  it('is counted once, as it grows', async () => {
    const run = await standing();
    for (const logStart of [150, 150, 180, 180]) await run.see(topic(logStart), stopped(100));
    expect(run.counted).toEqual({ 'g/t/expired': 80 });
    expect(run.told).toEqual(['proved expired 80 exact']);
  });

  it('survives the reset to earliest and to latest', async () => {
    for (const committed of [150, 1000]) {
      const run = await standing();
      await run.see(topic(150), stopped(100));
      for (let refresh = 0; refresh < 4; refresh++) await run.see(topic(150), member(committed));
      expect(run.counted).toEqual({ 'g/t/expired': 50 });
    }
  });

  it('goes on counting for the next stop', async () => {
    const run = await standing();
    await run.see(topic(150), stopped(100));
    // The one interval between commits that was seen was 40 s.
    for (let refresh = 0; refresh < 13; refresh++) await run.see(topic(150), stopped(200));
    await run.see(topic(230), stopped(200));
    expect(run.counted).toEqual({ 'g/t/expired': 80 });
  });

  it('waits for three usual intervals between commits', async () => {
    const run = new LossRun();
    // Commits every 30 s, without members: somebody uses assign().
    for (let refresh = 0; refresh < 31; refresh++) await run.see(topic(0), stopped(10 * Math.floor(refresh / 3)));
    const seen: number[] = [];
    for (let refresh = 0; refresh < 9; refresh++) {
      await run.see(topic(150), stopped(100));
      seen.push(run.counted['g/t/expired'] ?? 0);
    }
    expect(seen.slice(0, 7)).toEqual([0, 0, 0, 0, 0, 0, 0]);
    expect(seen.at(-1)).toBe(50);
    // It may have read ahead of its commit.
    expect(run.told).toEqual(['proved expired 50 upper']);
  });

  it('is no loss when a reader without membership moves on; a suspicion with its bound is left', async () => {
    const run = new LossRun();
    for (const committed of [60, 80, 100]) await run.see(topic(50), stopped(committed));
    await run.see(topic(150), stopped(100));
    await run.see(topic(150), stopped(300));
    expect(run.counted).toEqual({});
    expect(run.told).toContain('suspected expired 50 upper');
  });

  it('is an upper bound where offsets without records are known', async () => {
    const compacted = await standing();
    await compacted.see(topic(150, { config: { cleanupPolicy: 'compact,delete' } }), stopped(100));
    expect(compacted.told).toEqual(['proved expired 50 upper']);
    const transactional = await standing(stopped(100), { isTransactional: true });
    await transactional.see(topic(150), stopped(100));
    expect(transactional.told).toEqual(['proved expired 50 upper']);
  });

  it('from before the first sight is told and not counted; what grows later is', async () => {
    const run = new LossRun();
    for (let refresh = 0; refresh < 4; refresh++) await run.see(topic(150), stopped(100));
    expect(run.counted).toEqual({});
    expect(run.told).toEqual(['proved expired 50 exact']);
    expect(run.observations[0]?.evidence).toContain('not counted');
    await run.see(topic(170), stopped(100));
    expect(run.counted).toEqual({ 'g/t/expired': 20 });
  });

  it('of an abandoned group is one finding, and not counted', async () => {
    const run = new LossRun({ abandonedAfterMs: 60_000 });
    for (let refresh = 0; refresh < 7; refresh++) await run.see(topic(50), stopped(100));
    for (const logStart of [150, 170]) await run.see(topic(logStart), stopped(100));
    expect(run.counted).toEqual({});
    expect(run.told).toEqual(['suspected expired 70 exact']);
    expect(run.observations[0]).toMatchObject({ severity: 'info', topic: undefined });
  });

  it('is not concluded across a missed refresh, but later', async () => {
    const run = await standing();
    run.miss();
    await run.see(topic(150), stopped(100));
    await run.see(topic(150), stopped(100));
    expect(run.counted).toEqual({});
    await run.see(topic(150), stopped(100));
    expect(run.counted).toEqual({ 'g/t/expired': 50 });
  });

  it.each<[string, Partial<SmallGroup>]>([
    ['could not be described', { isUndescribed: true, error: 'coordinator is loading' }],
    ['could not be read', { error: 'NOT_COORDINATOR' }],
    ['is of kind share', { type: 'share' }],
  ])('says nothing of a group that %s', async (_, part) => {
    const groups = stopped(100).map((group) => ({ ...group, ...part }));
    const run = await standing(groups);
    for (let refresh = 0; refresh < 4; refresh++) await run.see(topic(150), groups);
    expect(run.counted).toEqual({});
    expect(run.told).toEqual([]);
  });

  it('says nothing where an offset is unknown', async () => {
    const run = await standing();
    for (let refresh = 0; refresh < 4; refresh++) await run.see(topic(NaN), stopped(100));
    expect(run.told).toEqual([]);
  });

  it('counts nothing that was deleted before a commit was put back', async () => {
    const run = new LossRun();
    for (let refresh = 0; refresh < 3; refresh++) await run.see(topic(150), stopped(500));
    for (let refresh = 0; refresh < 5; refresh++) await run.see(topic(150), stopped(100));
    expect(run.counted).toEqual({});
  });

  it('is told until an hour after it last grew', async () => {
    const run = await standing();
    await run.see(topic(150), stopped(100));
    run.wait(3_580_000);
    await run.see(topic(150), stopped(100));
    expect(run.told).toHaveLength(1);
    await run.see(topic(150), stopped(100));
    expect(run.told).toEqual([]);
    expect(run.counted).toEqual({ 'g/t/expired': 50 });
  });
});

describe('expired, of a group with members', () => {
  it('is counted once the commit has stayed below the log start for two refreshes', async () => {
    const run = await standing(member(100));
    await run.see(topic(150), member(100));
    await run.see(topic(150), member(100));
    expect(run.counted).toEqual({});
    await run.see(topic(150), member(100));
    expect(run.counted).toEqual({ 'g/t/expired': 50 });
    expect(run.told).toEqual(['proved expired 50 upper']);
  });

  it('is suspected, with its bound, where a member resets sooner', async () => {
    const run = await standing(member(100));
    await run.see(topic(150), member(100));
    await run.see(topic(150), member(150));
    expect(run.counted).toEqual({});
    expect(run.told).toEqual(['suspected expired 50 upper']);
    for (let refresh = 0; refresh < 4; refresh++) await run.see(topic(150), member(150));
    expect(run.counted).toEqual({});
  });

  it('is not lost where the commit goes on below the log start: the member had fetched the records', async () => {
    const run = await standing(member(100));
    for (const committed of [110, 120, 130, 150]) await run.see(topic(150), member(committed));
    expect(run.counted).toEqual({});
  });

  it('concerns topics only in which a member has partitions', async () => {
    const groups: SmallGroup[] = [{ id: 'g', committed: { t: [100], u: [5] }, assigned: { u: [0] } }];
    const run = new LossRun();
    for (let refresh = 0; refresh < 8; refresh++)
      await run.see([...topic(refresh * 50), { name: 'u', ends: [5] }], groups);
    expect(run.counted).toEqual({});
    expect(run.told).toEqual([]);
  });
});

it('counts on after a restart where it stopped', async () => {
  const first = await standing();
  await first.see(topic(150), stopped(100));
  const remembered = first.loss.remember([]);
  const second = new LossRun({ remembered, atMs: first.atMs + 60_000 });
  for (let refresh = 0; refresh < 4; refresh++) await second.see(topic(170), stopped(100));
  expect(second.counted).toEqual({ 'g/t/expired': 70 });
  expect(second.told).toEqual(['proved expired 20 exact']);
});
