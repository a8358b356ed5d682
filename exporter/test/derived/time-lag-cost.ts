/**
 * Prints what history, time lag and time to loss cost: milliseconds of a refresh, and megabytes after an hour of
 * refreshes each ten seconds. Not a test, as machines differ: node --expose-gc exporter/test/derived/time-lag-cost.ts
 */
import { LagWatch } from './lag-watch.ts';
import { syntheticEpochMs, syntheticSnapshot, type SyntheticShape } from '../synthetic-snapshot.ts';

const refreshes = 361;

/** Memory outside and inside the heap, megabytes. */
function megabytes(): number {
  globalThis.gc?.();
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return (heapUsed + arrayBuffers) / 1e6;
}

/** @param movingShare Share of the partitions that get records and commits between two refreshes. */
function measure(name: string, shape: SyntheticShape, movingShare: number): void {
  const snapshot = syntheticSnapshot(shape);
  const before = megabytes();
  const watch = new LagWatch();
  const times: number[] = [];
  for (let refresh = 0; refresh < refreshes; refresh++) {
    const { partitions } = snapshot;
    for (let index = 0; index < partitions.count * movingShare; index++) {
      partitions.end[index] = (partitions.end[index] ?? NaN) + 10 + (index % 7);
      partitions.lastStable[index] = partitions.end[index] ?? NaN;
    }
    for (const { offsets } of snapshot.groups) {
      offsets.partition.forEach((partition, place) => {
        if (partition < partitions.count * movingShare)
          offsets.committed[place] = (partitions.end[partition] ?? NaN) - 25;
      });
    }
    const atMs = syntheticEpochMs + refresh * 10_000;
    const startedMs = performance.now();
    watch.see({ ...snapshot, tickMs: atMs, finishedAtMs: atMs });
    times.push(performance.now() - startedMs);
  }
  const late = times.slice(-50).toSorted((left, right) => left - right);
  const figures = {
    first: times[0],
    median: late[25],
    longest: late.at(-1),
    megabytes: megabytes() - before,
    columns: watch.rings.length,
  };
  const text = Object.entries(figures).map(([key, value]) => `${key} ${(value ?? NaN).toFixed(1)}`);
  process.stdout.write(`${name}: ${text.join(', ')}\n`);
}

const usual: SyntheticShape = { topics: 2_000, partitionsPerTopic: 10, groups: 100, offsetsPerGroup: 50 };
const large: SyntheticShape = { topics: 20_000, partitionsPerTopic: 10, groups: 1_000, offsetsPerGroup: 100 };
measure('20,000 partitions and 5,000 commits, all moving', usual, 1);
measure('20,000 partitions and 5,000 commits, a tenth moving', usual, 0.1);
measure('20,000 partitions and 5,000 commits, idle', usual, 0);
measure('200,000 partitions and 100,000 commits, all moving', large, 1);
measure('200,000 partitions and 100,000 commits, idle', large, 0);
