import { describe, expect, it } from '@jest/globals';
import type { SmallGroup, SmallTopic } from '../small-snapshot.ts';
import { LossRun } from './loss-run.ts';

const topics: SmallTopic[] = [{ name: 't', ends: [1000], logStart: 0, config: {} }];
const group = (offset: number): SmallGroup[] => [{ id: 'g', committed: { t: [offset] }, assigned: { t: [0] } }];

function play(refreshes: readonly SmallGroup[][]): LossRun {
  const run = new LossRun();
  for (const groups of refreshes) run.see(topics, groups);
  return run;
}

describe('reset', () => {
  it('is suspected where commits vanished and the next one is above the log start', () => {
    const run = play([group(100), group(NaN), group(1000)]);
    expect(run.counted).toEqual({});
    expect(run.told).toEqual(['suspected reset 900 upper']);
    expect(run.observations[0]).toMatchObject({ runbook: 'offsets-reset', severity: 'warning' });
    expect(run.losses.map(({ cause }) => cause)).not.toContain('reset');
  });

  it('is suspected where the whole group had gone', () => {
    expect(play([group(100), [], [], group(1000)]).told).toEqual(['suspected reset 900 upper']);
  });

  it('is suspected where the commit was below the log start, beside what expired', () => {
    const run = play([group(100)]);
    const later: SmallTopic[] = [{ name: 't', ends: [1000], logStart: 150, config: {} }];
    run.see(later, group(100));
    run.see(later, group(1000));
    expect(run.told.toSorted()).toEqual(['suspected expired 50 upper', 'suspected reset 850 upper']);
  });

  it('is suspected, without a number, where the commit was beyond the end for two refreshes', () => {
    expect(play([group(1200), group(1200), group(900)]).told).toEqual(['suspected reset some ']);
    expect(play([group(900), group(1200), group(1000)]).told).toEqual([]);
  });

  it.each<[string, SmallGroup[][]]>([
    ['begins at the log start', [group(100), group(NaN), group(0)]],
    ['goes on where it was', [group(100), group(NaN), group(100), group(200)]],
    ['is new and starts at the end', [[], group(1000)]],
    ['was not listed once', [group(100), [], group(200)]],
    ['just reads', [group(100), group(500), group(1000)]],
  ])('is nothing where a group %s', (_, refreshes) => {
    expect(play(refreshes).told).toEqual([]);
  });

  it('is not concluded across a missed refresh', () => {
    const run = play([group(100), group(NaN)]);
    run.miss();
    run.see(topics, group(1000));
    run.see(topics, group(1000));
    expect(run.told).toEqual([]);
  });

  it('is nothing where the topic was hidden for a while', () => {
    const run = play([group(100)]);
    run.see([], group(NaN));
    run.see(topics, group(500));
    expect(run.told).toEqual([]);
  });
});
