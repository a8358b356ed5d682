import { describe, expect, it } from '@jest/globals';
import type { SmallGroup, SmallTopic } from '../small-snapshot.ts';
import { LossRun } from './loss-run.ts';

const topics: SmallTopic[] = [{ name: 't', ends: [1000], logStart: 0, config: {} }];
/** As often as it takes until what is missing counts as gone. */
const gone = (groups: SmallGroup[]): SmallGroup[][] => Array.from({ length: 5 }, () => groups);
const group = (offset: number): SmallGroup[] => [{ id: 'g', committed: { t: [offset] }, assigned: { t: [0] } }];

async function play(refreshes: readonly SmallGroup[][]): Promise<LossRun> {
  const run = new LossRun();
  for (const groups of refreshes) await run.see(topics, groups);
  return run;
}

describe('reset', () => {
  it('is suspected where commits vanished and the next one is above the log start', async () => {
    const run = await play([group(100), ...gone(group(NaN)), group(1000)]);
    expect(run.counted).toEqual({});
    expect(run.told).toEqual(['suspected reset 900 upper']);
    expect(run.observations[0]).toMatchObject({ runbook: 'offsets-reset', severity: 'warning' });
    expect(run.losses.map(({ cause }) => cause)).not.toContain('reset');
  });

  it('is suspected where the whole group had gone', async () => {
    expect((await play([group(100), ...gone([]), group(1000)])).told).toEqual(['suspected reset 900 upper']);
  });

  it('is suspected where the commit was below the log start, beside what expired', async () => {
    const run = await play([group(100)]);
    const later: SmallTopic[] = [{ name: 't', ends: [1000], logStart: 150, config: {} }];
    await run.see(later, group(100));
    await run.see(later, group(1000));
    expect(run.told.toSorted()).toEqual(['suspected expired 50 upper', 'suspected reset 850 upper']);
  });

  it('is suspected, without a number, where the commit was beyond the end for two refreshes', async () => {
    expect((await play([group(1200), group(1200), group(900)])).told).toEqual(['suspected reset some ']);
    expect((await play([group(900), group(1200), group(1000)])).told).toEqual([]);
  });

  it.each<[string, SmallGroup[][]]>([
    ['begins at the log start', [group(100), ...gone(group(NaN)), group(0)]],
    ['goes on where it was', [group(100), ...gone(group(NaN)), group(100), group(200)]],
    ['is new and starts at the end', [[], group(1000)]],
    ['was not listed for some refreshes', [group(100), ...gone([]).slice(1), group(200)]],
    ['was listed without its commits for some', [group(100), ...gone(group(NaN)).slice(1), group(200)]],
    ['just reads', [group(100), group(500), group(1000)]],
  ])('is nothing where a group %s', async (_, refreshes) => {
    expect((await play(refreshes)).told).toEqual([]);
  });

  it.each([
    ['whole', [] as SmallGroup[]],
    ['with its commits', group(NaN)],
  ])('is nothing where a group is missing, %s, since it has another coordinator', async (_, missing) => {
    const offsets = (leaderEpoch: number): SmallTopic => ({ name: '__consumer_offsets', ends: [5], leaderEpoch });
    const run = new LossRun();
    await run.see([offsets(3), ...topics], group(100));
    for (const groups of gone(missing).slice(1)) await run.see([offsets(4), ...topics], groups);
    await run.see([offsets(5), ...topics], missing);
    await run.see([offsets(5), ...topics], group(1000));
    expect(run.told).toEqual([]);
  });

  it('is told across a missed refresh, and one in which the coordinator was silent', async () => {
    const run = await play([group(100), [{ id: 'g', error: 'timed out' }], ...gone([])]);
    run.miss();
    await run.see(topics, [{ id: 'g', error: 'timed out' }]);
    await run.see(topics, group(1000));
    expect(run.told).toEqual(['suspected reset 900 upper']);
  });

  it('is nothing where the topic was hidden for a while', async () => {
    const run = await play([group(100)]);
    await run.see([], group(NaN));
    await run.see(topics, group(500));
    expect(run.told).toEqual([]);
  });
});
