import { describe, expect, it } from '@jest/globals';
import type { SmallGroup, SmallTopic } from '../small-snapshot.ts';
import { LossRun } from './loss-run.ts';

const topics: SmallTopic[] = [{ name: 't', ends: [1000], logStart: 0, config: {} }];
const active = (offset: number, epoch: number, more: Partial<SmallGroup> = {}): SmallGroup[] => [
  { id: 'g', type: 'consumer', epoch, committed: { t: [offset] }, assigned: { t: [0] }, ...more },
];
const empty = (offset: number, epoch: number, more: Partial<SmallGroup> = {}): SmallGroup[] => [
  { id: 'g', type: 'consumer', epoch, committed: { t: [offset] }, ...more },
];

async function play(refreshes: readonly SmallGroup[][], on = topics): Promise<LossRun> {
  const run = new LossRun();
  for (const groups of refreshes) await run.see(on, groups);
  return run;
}

describe('skipped, of a KIP-848 group', () => {
  it('counts the way forward once members return', async () => {
    const run = await play([active(100, 3), empty(100, 4), empty(300, 4), empty(300, 4)]);
    expect(run.told).toEqual([]);
    expect(run.losses.map(({ cause, records }) => [cause, records])).toContainEqual(['skipped', 0]);
    await run.see(topics, active(300, 5));
    expect(run.counted).toEqual({ 'g/t/skipped': 200 });
    expect(run.told).toEqual(['proved skipped 200 exact']);
    await run.see(topics, active(400, 5));
    expect(run.counted).toEqual({ 'g/t/skipped': 200 });
  });

  it('counts when members came and went unseen', async () => {
    const run = await play([active(100, 3), empty(100, 4), empty(300, 4), empty(300, 4), empty(350, 6)]);
    expect(run.counted).toEqual({ 'g/t/skipped': 200 });
  });

  it('counts only what was in the log', async () => {
    const log: SmallTopic[] = [{ name: 't', ends: [250], logStart: 150, config: {} }];
    const refreshes = [active(150, 3), empty(150, 4), empty(300, 4), empty(300, 4), active(300, 5)];
    expect((await play(refreshes, log)).counted).toEqual({ 'g/t/skipped': 100 });
  });

  it.each<[string, SmallGroup[][]]>([
    ['forward and back', [active(100, 3), empty(100, 4), empty(300, 4), empty(100, 4), active(100, 5)]],
    ['forward, and back in the last moment', [active(100, 3), empty(100, 4), empty(300, 4), active(100, 5)]],
    ['back', [active(100, 3), empty(100, 4), empty(0, 4), active(0, 5)]],
    ['a short-lived member read', [active(100, 3), empty(100, 4), empty(300, 6), active(300, 7)]],
    ['never seen with members', [empty(100, 4), empty(300, 4), active(300, 5)]],
    [
      'moved while its commit was hidden',
      [active(100, 3), empty(100, 4), empty(NaN, 4), empty(300, 4), active(300, 5)],
    ],
    ['the last commit of a member', [active(100, 3), empty(300, 4), active(300, 5)]],
  ])('is nothing where %s', async (_, refreshes) => {
    const run = await play(refreshes);
    expect(run.counted).toEqual({});
    expect(run.told).toEqual([]);
  });

  it('is suspected where a member may have joined before the commit was fetched', async () => {
    const run = await play([active(40, 3), empty(40, 4), empty(60, 4), active(100, 5)]);
    expect(run.counted).toEqual({});
    expect(run.told).toEqual(['suspected skipped 20 upper']);
  });

  it('is suspected where the commit moved more than once', async () => {
    const run = await play([active(100, 3), empty(100, 4), empty(200, 4), empty(300, 4), active(300, 5)]);
    expect(run.counted).toEqual({});
    expect(run.told).toEqual(['suspected skipped 200 upper']);
  });

  it('is not concluded across a missed refresh, or one in which the group was not read', async () => {
    const missed = await play([active(100, 3), empty(100, 4)]);
    missed.miss();
    for (const groups of [empty(300, 4), empty(300, 4), active(300, 5)]) await missed.see(topics, groups);
    const unread = await play([
      active(100, 3),
      empty(100, 4),
      empty(100, 4, { isUndescribed: true, error: 'loading' }),
      empty(300, 4),
      active(300, 5),
    ]);
    expect([...missed.told, ...unread.told]).toEqual([]);
  });
});

describe('skipped, of a classic group', () => {
  const classic = { type: 'classic', epoch: undefined } as unknown as Partial<SmallGroup>;

  it('is suspected only, and has no counter', async () => {
    const run = await play([
      active(100, 0, classic),
      empty(100, 0, classic),
      empty(300, 0, classic),
      active(300, 0, classic),
    ]);
    expect(run.counted).toEqual({});
    expect(run.told).toEqual(['suspected skipped 200 upper']);
    expect(run.losses.map(({ cause }) => cause)).not.toContain('skipped');
  });

  it('is nothing where a reader that is never seen moves on again and again', async () => {
    const run = await play([
      active(100, 0, classic),
      empty(100, 0, classic),
      empty(200, 0, classic),
      empty(200, 0, classic),
      empty(300, 0, classic),
      active(300, 0, classic),
    ]);
    expect(run.told).toEqual([]);
  });
});
