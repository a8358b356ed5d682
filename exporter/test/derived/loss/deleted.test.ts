import { describe, expect, it } from '@jest/globals';
import type { SmallGroup, SmallTopic } from '../small-snapshot.ts';
import { LossRun } from './loss-run.ts';

const topics: SmallTopic[] = [{ name: 't', id: 'old', ends: [100, 50], config: {} }];
const anew: SmallTopic[] = [{ name: 't', id: 'new', ends: [0, 0], config: {} }];
const group = (more: Partial<SmallGroup> = {}): SmallGroup[] => [{ id: 'g', committed: { t: [40, 50] }, ...more }];
const gone = { gone: ['old'] };

function seen(groups = group()): LossRun {
  const run = new LossRun();
  for (let refresh = 0; refresh < 3; refresh++) run.see(topics, groups);
  return run;
}

describe('deleted', () => {
  it.each<[string, SmallTopic[]]>([
    ['deleted', []],
    ['created anew', anew],
  ])('counts what a group without members had left when the topic was %s', (_, now) => {
    const run = seen();
    run.see(now, [], gone);
    expect(run.asked?.topicIds).toEqual(['old']);
    expect(run.counted).toEqual({ 'g/t/deleted': 60 });
    expect(run.told).toEqual(['proved deleted 60 lower']);
    run.see(now, [], gone);
    expect(run.counted).toEqual({ 'g/t/deleted': 60 });
  });

  it('is suspected where the group had members, or got some', () => {
    for (const [before, after] of [
      [group({ assigned: { t: [0, 1] } }), []],
      [group(), [{ id: 'g', assigned: {} }]],
    ] as const) {
      const run = seen(before);
      run.see([], after, gone);
      expect(run.counted).toEqual({});
      expect(run.told).toEqual(['suspected deleted 60 upper']);
    }
  });

  it('is suspected where somebody read without membership', () => {
    const run = new LossRun();
    for (const offset of [10, 20, 30, 40]) run.see(topics, group({ committed: { t: [offset, 50] } }));
    run.see([], [], gone);
    expect(run.counted).toEqual({});
    expect(run.told).toEqual(['suspected deleted 60 upper']);
  });

  it('is no loss when groups had drained', () => {
    const run = seen(group({ committed: { t: [100, 50] } }));
    run.see(anew, [], gone);
    expect(run.told).toEqual([]);
  });

  it('is no loss when rights were revoked, and given back', () => {
    const run = seen();
    for (let refresh = 0; refresh < 5; refresh++) run.see([], group({ committed: {} }));
    expect(run.asked?.topicIds).toEqual([]);
    run.see(topics, group());
    run.see(topics, group());
    expect(run.counted).toEqual({});
    expect(run.told).toEqual([]);
  });

  it('is asked again while the brokers do not agree', () => {
    const run = seen();
    run.see([], []);
    run.see([], [], gone);
    expect(run.counted).toEqual({ 'g/t/deleted': 60 });
  });

  it('is not concluded across a missed refresh', () => {
    const run = seen();
    run.miss();
    run.see([], [], gone);
    expect(run.asked?.topicIds).toEqual([]);
    expect(run.told).toEqual([]);
  });

  it('leaves to expired what was below the log start', () => {
    const run = new LossRun();
    const expired: SmallTopic[] = [{ name: 't', id: 'old', ends: [100, 50], logStart: 45, config: {} }];
    for (let refresh = 0; refresh < 3; refresh++) run.see(topics, group());
    run.see(expired, group());
    run.see([], [], gone);
    expect(run.counted).toEqual({ 'g/t/expired': 5, 'g/t/deleted': 55 });
  });

  it('says nothing of groups that could not be read, or of unknown ends', () => {
    const unread = seen(group({ error: 'NOT_COORDINATOR' }));
    unread.see([], [], gone);
    const unknown = new LossRun();
    unknown.see([{ name: 't', id: 'old', ends: [NaN, NaN] }], group());
    unknown.see([], [], gone);
    expect([...unread.told, ...unknown.told]).toEqual([]);
  });

  it('keeps the counter for a day after group and topic went', () => {
    const run = seen();
    run.see([], [], gone);
    run.wait(86_000_000);
    run.see([], []);
    expect(run.counted).toEqual({ 'g/t/deleted': 60 });
    run.wait(500_000);
    run.see([], []);
    expect(run.losses).toEqual([]);
  });
});
