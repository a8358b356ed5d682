import { describe, expect, it } from '@jest/globals';
import type { SmallTopic } from '../small-snapshot.ts';
import { LossRun } from './loss-run.ts';

const topic = (end: number, leaderEpoch: number, more: Partial<SmallTopic> = {}): SmallTopic[] => [
  { name: 't', ends: [end], leaderEpoch, config: {}, ...more },
];
const answers = (end: number) => ({ epochEnd: () => end });

async function at150(): Promise<LossRun> {
  const run = new LossRun();
  await run.see(topic(150, 4));
  return run;
}

describe('truncated', () => {
  it('is found although new records cover the gap', async () => {
    const run = await at150();
    expect(run.losses).toEqual([{ group: undefined, topic: 't', cause: 'truncated', records: 0, lastMs: undefined }]);
    await run.see(topic(180, 5), [], answers(100));
    expect(run.counted).toEqual({ '/t/truncated': 50 });
    expect(run.told).toEqual(['proved truncated 50 lower']);
    expect(run.observations[0]?.title).toBe(
      't: at least 50 records were acknowledged and then cut off by an unclean leader election',
    );
  });

  it('asks for the remembered epoch, with the present one, and only once', async () => {
    const run = await at150();
    await run.see(topic(180, 6), [], answers(180));
    expect(run.asked?.epochEnds).toEqual({
      partition: Int32Array.of(0),
      leaderEpoch: Int32Array.of(6),
      epoch: Int32Array.of(4),
    });
    await run.see(topic(190, 6), [], answers(0));
    expect(run.asked?.epochEnds.partition).toHaveLength(0);
    expect(run.counted).toEqual({});
  });

  it('is no loss after a clean election', async () => {
    const run = await at150();
    await run.see(topic(150, 5), [], answers(150));
    await run.see(topic(150, 6), [], answers(160));
    expect(run.told).toEqual([]);
  });

  it('is no loss when the high watermark of a new leader needs a moment', async () => {
    const run = await at150();
    await run.see(topic(140, 5), [], answers(150));
    await run.see(topic(170, 5));
    await run.see(topic(170, 6), [], answers(170));
    expect(run.told).toEqual([]);
  });

  it('is found across missed refreshes, and partitions without leader', async () => {
    const run = await at150();
    run.miss();
    for (let refresh = 0; refresh < 5; refresh++) await run.see(topic(NaN, 5, { leader: -1 }));
    expect(run.asked?.epochEnds.partition).toHaveLength(0);
    run.miss();
    await run.see(topic(180, 6), [], answers(100));
    expect(run.counted).toEqual({ '/t/truncated': 50 });
  });

  it('is asked again where the broker could not be reached', async () => {
    const run = await at150();
    for (let refresh = 0; refresh < 5; refresh++) await run.see(topic(NaN, 5, { endEpoch: -1 }), [], answers(NaN));
    await run.see(topic(180, 5), [], answers(100));
    expect(run.counted).toEqual({ '/t/truncated': 50 });
  });

  it('is unknown where the leader does not know the epoch, and given up after three times', async () => {
    const run = await at150();
    for (let refresh = 0; refresh < 3; refresh++) await run.see(topic(180, 5), [], answers(NaN));
    await run.see(topic(180, 5), [], answers(100));
    expect(run.asked?.epochEnds.partition).toHaveLength(0);
    expect(run.told).toEqual([]);
    await run.see(topic(190, 6), [], answers(170));
    expect(run.counted).toEqual({ '/t/truncated': 10 });
  });

  it('is unknown where the answer is at or below a log start that moved up', async () => {
    for (const answer of [100, 120]) {
      const run = await at150();
      await run.see(topic(180, 5, { logStart: 120 }), [], answers(answer));
      expect(run.told).toEqual([]);
    }
    const above = await at150();
    await above.see(topic(180, 5, { logStart: 120 }), [], answers(130));
    expect(above.counted).toEqual({ '/t/truncated': 20 });
  });

  it('counts nothing below the remembered log start', async () => {
    const run = new LossRun();
    await run.see(topic(150, 4, { logStart: 120 }));
    await run.see(topic(150, 5, { logStart: 120 }), [], answers(100));
    expect(run.counted).toEqual({ '/t/truncated': 30 });
  });

  it('is an upper bound where offsets without records are known', async () => {
    const run = new LossRun();
    await run.see(topic(150, 4, { config: { cleanupPolicy: 'compact' } }));
    await run.see(topic(150, 5, { config: { cleanupPolicy: 'compact' } }), [], answers(100));
    expect(run.told).toEqual(['proved truncated 50 upper']);
  });

  it('sums up elections and partitions', async () => {
    const run = new LossRun();
    await run.see([{ name: 't', ends: [150, 150], leaderEpoch: 1, config: {} }]);
    await run.see([{ name: 't', ends: [150, 150], leaderEpoch: 2, config: {} }], [], answers(140));
    await run.see([{ name: 't', ends: [150, 150], leaderEpoch: 3, config: {} }], [], answers(145));
    expect(run.counted).toEqual({ '/t/truncated': 30 });
    expect(run.observations[0]).toMatchObject({ records: 30, partitions: [0, 1] });
  });

  it('knows a topic that was created anew for another one', async () => {
    const run = await at150();
    await run.see(topic(10, 9, { id: 'another' }), [], answers(0));
    expect(run.asked?.epochEnds.partition).toHaveLength(0);
    expect(run.told).toEqual([]);
  });

  it('is found after a restart of the exporter, and only once', async () => {
    const first = await at150();
    const second = new LossRun({ remembered: first.loss.remember([]), atMs: first.atMs });
    await second.see([], []);
    await second.see(topic(180, 5), [], answers(100));
    expect(second.counted).toEqual({ '/t/truncated': 50 });
    const third = new LossRun({ remembered: second.loss.remember([]), atMs: second.atMs });
    await third.see(topic(180, 5), [], answers(100));
    expect(third.asked?.epochEnds.partition).toHaveLength(0);
    expect(third.counted).toEqual({ '/t/truncated': 50 });
  });

  it('is not asked of brokers that tell no epochs', async () => {
    const run = new LossRun();
    for (const end of [150, 100]) await run.see(topic(end, -1));
    expect(run.told).toEqual([]);
  });
});
