import { describe, expect, it } from '@jest/globals';
import type { SmallGroup, SmallTopic } from '../small-snapshot.ts';
import { LossRun } from './loss-run.ts';

const old: SmallTopic = { name: 't', id: 'old', ends: [100, 50], config: {} };
const topics = [old];
const anew: SmallTopic[] = [{ name: 't', id: 'new', ends: [0, 0], config: {} }];
const group = (more: Partial<SmallGroup> = {}): SmallGroup[] => [{ id: 'g', committed: { t: [40, 50] }, ...more }];
const gone = { gone: ['old'] };

async function seen(groups = group()): Promise<LossRun> {
  const run = new LossRun();
  for (let refresh = 0; refresh < 3; refresh++) await run.see(topics, groups);
  return run;
}

describe('deleted', () => {
  it.each<[string, SmallTopic[]]>([
    ['deleted', []],
    ['created anew', anew],
  ])('counts what a group without members had left when the topic was %s', async (_, now) => {
    const run = await seen();
    await run.see(now, [], gone);
    expect(run.asked?.topicIds).toEqual(['old']);
    expect(run.counted).toEqual({ 'g/t/deleted': 60 });
    expect(run.told).toEqual(['proved deleted 60 lower']);
    await run.see(now, [], gone);
    expect(run.counted).toEqual({ 'g/t/deleted': 60 });
  });

  it.each<[string, SmallTopic[], SmallGroup[]]>([
    ['its ends were not known any more', [{ ...old, ends: [NaN, NaN] }], group()],
    ['its ends were those of the new topic', [{ ...old, ends: [0, 0] }], group()],
    ['its commits were gone already', [old], group({ committed: {} })],
    ['it had no partitions any more', [{ ...old, ends: [] }], group({ committed: {} })],
    ['the group was gone, too', [{ ...old, ends: [NaN, 50] }], []],
  ])('counts it when the topic went while a refresh read it: %s', async (_, torn, groups) => {
    const run = await seen();
    await run.see(torn, groups);
    await run.see(anew, [], gone);
    expect(run.counted).toEqual({ 'g/t/deleted': 60 });
    expect(run.told).toEqual(['proved deleted 60 lower']);
  });

  it('counts nothing of a group that was deleted before', async () => {
    const run = await seen();
    await run.see(topics, []);
    await run.see([], [], gone);
    expect(run.told).toEqual([]);
  });

  it('is suspected where a group got members while the topic went', async () => {
    const run = await seen();
    await run.see([{ ...old, ends: [NaN, NaN] }], group({ assigned: { t: [0] } }));
    await run.see([], [], gone);
    expect(run.counted).toEqual({});
    expect(run.told).toEqual(['suspected deleted 60 upper']);
  });

  it('is suspected where the group had members, or got some', async () => {
    for (const [before, after] of [
      [group({ assigned: { t: [0, 1] } }), []],
      [group(), [{ id: 'g', assigned: {} }]],
    ] as const) {
      const run = await seen(before);
      await run.see([], after, gone);
      expect(run.counted).toEqual({});
      expect(run.told).toEqual(['suspected deleted 60 upper']);
    }
  });

  it('is suspected where somebody read without membership', async () => {
    const run = new LossRun();
    for (const offset of [10, 20, 30, 40]) await run.see(topics, group({ committed: { t: [offset, 50] } }));
    await run.see([], [], gone);
    expect(run.counted).toEqual({});
    expect(run.told).toEqual(['suspected deleted 60 upper']);
  });

  it('is no loss when groups had drained', async () => {
    const run = await seen(group({ committed: { t: [100, 50] } }));
    await run.see(anew, [], gone);
    expect(run.told).toEqual([]);
  });

  it('is no loss when rights were revoked, and given back', async () => {
    const run = await seen();
    for (let refresh = 0; refresh < 5; refresh++) await run.see([], group({ committed: {} }));
    expect(run.asked?.topicIds).toEqual([]);
    await run.see(topics, group());
    await run.see(topics, group());
    expect(run.counted).toEqual({});
    expect(run.told).toEqual([]);
  });

  it('is asked again while the brokers do not agree', async () => {
    const run = await seen();
    await run.see([], []);
    await run.see([], [], gone);
    expect(run.counted).toEqual({ 'g/t/deleted': 60 });
  });

  it('is not concluded across a missed refresh', async () => {
    const run = await seen();
    run.miss();
    await run.see([], [], gone);
    expect(run.asked?.topicIds).toEqual([]);
    expect(run.told).toEqual([]);
  });

  it('leaves to expired what was below the log start', async () => {
    const run = new LossRun();
    const expired: SmallTopic[] = [{ name: 't', id: 'old', ends: [100, 50], logStart: 45, config: {} }];
    for (let refresh = 0; refresh < 3; refresh++) await run.see(topics, group());
    await run.see(expired, group());
    await run.see([], [], gone);
    expect(run.counted).toEqual({ 'g/t/expired': 5, 'g/t/deleted': 55 });
  });

  it('says nothing of groups that could not be read, or of unknown ends', async () => {
    const unread = await seen(group({ error: 'NOT_COORDINATOR' }));
    await unread.see([], [], gone);
    const unknown = new LossRun();
    await unknown.see([{ name: 't', id: 'old', ends: [NaN, NaN] }], group());
    await unknown.see([], [], gone);
    expect([...unread.told, ...unknown.told]).toEqual([]);
  });

  it('keeps the counter for a day after group and topic went', async () => {
    const run = await seen();
    await run.see([], [], gone);
    run.wait(86_000_000);
    await run.see([], []);
    expect(run.counted).toEqual({ 'g/t/deleted': 60 });
    run.wait(500_000);
    await run.see([], []);
    expect(run.losses).toEqual([]);
  });
});
