import { describe, expect, it } from '@jest/globals';
import { OffsetBlocks } from '../../src/derived/offset-blocks.ts';
import { LagWatch } from './lag-watch.ts';
import { smallSnapshot } from './small-snapshot.ts';

describe('OffsetBlocks', () => {
  it('gives back what it was given, also unknown, endless, far apart and negative distances', () => {
    const columns = [
      [5, NaN, 7],
      [5, 1e15, Infinity],
      [9e15, 1e15 - 3, NaN],
      [4, 2, 1],
    ];
    const blocks = new OffsetBlocks();
    for (const column of columns) blocks.add(Float64Array.from(column));
    const read = columns.map((column, index) => column.map((_, slot) => blocks.get(index, slot)));
    expect(read).toEqual(columns);
    expect(blocks.get(0, 3)).toBeNaN();
    expect(blocks.get(9, 0)).toBeNaN();
  });

  it('costs nothing for what stands still', () => {
    const blocks = new OffsetBlocks();
    const values = new Float64Array(1000).fill(12);
    blocks.add(values);
    const once = blocks.bytes;
    for (let refresh = 0; refresh < 100; refresh++) blocks.add(values);
    expect(blocks.bytes).toBe(once);
    values[600] = 13;
    blocks.add(values);
    expect(blocks.bytes).toBe(once + 1024);
    for (let refresh = 0; refresh < 101; refresh++) blocks.drop(0);
    expect(blocks.bytes).toBe(once);
    expect(blocks.get(0, 600)).toBe(13);
    expect(blocks.get(0, 601)).toBe(12);
  });
});

describe('OffsetRings and OffsetPast', () => {
  const at = (second: number, end: number, id = 'first', committed = end - 1) =>
    smallSnapshot(
      second * 1000,
      [{ name: 'orders', id, ends: [end] }],
      [{ id: 'billing', committed: { orders: [committed] } }],
    );

  it('forgets what is older than the history', async () => {
    const watch = new LagWatch({ historyMs: 30_000 });
    for (let second = 0; second <= 90; second += 10) await watch.see(at(second, second));
    const { past } = await watch.see(at(100, 100));
    expect([...past.times()]).toEqual([70_000, 80_000, 90_000, 100_000]);
    expect([...past.ends(0)]).toEqual([70, 80, 90, 100]);
    expect([...past.commits(0, 0)]).toEqual([69, 79, 89, 99]);
    expect(past.lagSeconds(0, 0)).toHaveLength(4);
  });

  it('tells the time lag as it was', async () => {
    const watch = new LagWatch();
    await watch.see(at(0, 10, 'first', 10));
    await watch.see(at(10, 20, 'first', 10));
    await watch.see(at(20, 30, 'first', 10));
    const { past, lagSeconds } = await watch.see(at(30, 30, 'first', 30));
    expect([...past.lagSeconds(0, 0)]).toEqual([0, 9.5, 19.5, 0]);
    expect([...(lagSeconds[0] ?? [])]).toEqual([0]);
  });

  it('has NaN for a partition without an offset', async () => {
    const watch = new LagWatch();
    await watch.see(at(0, 10));
    await watch.see(at(10, NaN));
    expect([...(await watch.see(at(20, 12))).past.ends(0)]).toEqual([10, NaN, 12]);
  });

  it('does not show the new owner of a slot what the former had', async () => {
    const watch = new LagWatch();
    await watch.see(at(0, 10));
    // The first topic has been gone for more than ten minutes: the second one gets its slot.
    await watch.see(smallSnapshot(700_000, []));
    const { past } = await watch.see(at(710, 500, 'second'));
    expect([...past.ends(0)]).toEqual([NaN, NaN, 500]);
    expect([...past.commits(0, 0)]).toEqual([NaN, NaN, 499]);
    expect(past.lagSeconds(0, 0)[0]).toBeNaN();
  });

  it('leaves out what came after its refresh', async () => {
    const watch = new LagWatch();
    const { past } = await watch.see(at(0, 10));
    await watch.see(at(10, 20));
    expect([...past.ends(0)]).toEqual([10]);
  });

  it('thins out the old columns and keeps the last minute whole', async () => {
    const watch = new LagWatch({ maxColumns: 100, refreshIntervalMs: 1000 });
    for (let second = 0; second < 1000; second++) await watch.see(at(second, second + 1));
    const times = [...(await watch.see(at(1000, 1001))).past.times()].map((ms) => ms / 1000);
    expect(times).toHaveLength(100);
    expect(times.slice(-60)).toEqual(Array.from({ length: 60 }, (_, index) => 941 + index));
    expect(times[0]).toBe(0);
    const gaps = times.slice(1).map((time, index) => (time - (times[index] ?? NaN)) / (1000 - (times[index] ?? NaN)));
    expect(Math.max(...gaps.slice(0, 39))).toBeLessThan(0.25);
  });
});
