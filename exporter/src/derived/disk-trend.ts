import type { LogDir, Snapshot } from '../snapshot/snapshot.ts';
import type { Moment } from './moment.ts';

/** Log dirs are read about once a minute: half an hour of readings. */
const keptReadings = 30;
/** Less says nothing: retention deletes whole segments every few minutes, which looks like a saw. */
const neededReadings = 10;
const soonMs = 86_400_000;
/** Both ends of what is reported, so that it does not come and go. */
const fullShare = 0.95;
const noLongerFullShare = 0.93;
const noLongerSoonMs = 2 * soonMs;

export interface FillingDir {
  readonly broker: number;
  readonly path: string;
  readonly usedShare: number;
  readonly usableBytes: number;
  /** At the pace of the last readings; undefined when it is full already or does not fill now. */
  readonly fullInMs: number | undefined;
}

interface Reading {
  readonly tickMs: number;
  readonly usableBytes: number;
}

interface DirWatch {
  /** The object of the newest reading: another one is a new reading, also where its numbers are the same. */
  newest: LogDir | undefined;
  readings: Reading[];
  isReported: boolean;
}

/**
 * Which log dirs are full, or will be within a day. The pace is the slower one of the older and the newer half of
 * the readings: one large file that was written, or one deletion, is no trend.
 */
export class DiskTrend {
  #dirs = new Map<string, DirWatch>();

  update({ snapshot, tickMs }: Moment): FillingDir[] {
    const found: FillingDir[] = [];
    const before = this.#dirs;
    this.#dirs = new Map();
    for (const { id, logDirs } of snapshot.brokers) {
      for (const dir of logDirs) {
        const key = JSON.stringify([id, dir.path]);
        const watch = before.get(key) ?? { newest: undefined, readings: [], isReported: false };
        this.#dirs.set(key, watch);
        const filling = look(watch, dir, tickMs);
        if (filling !== undefined) found.push({ broker: id, path: dir.path, ...filling });
      }
    }
    return found;
  }
}

function look(watch: DirWatch, dir: LogDir, tickMs: number): Omit<FillingDir, 'broker' | 'path'> | undefined {
  const { totalBytes = NaN, usableBytes = NaN } = dir;
  if (!(totalBytes > 0) || Number.isNaN(usableBytes)) return undefined;
  if (watch.newest !== dir) {
    watch.newest = dir;
    watch.readings = [...watch.readings, { tickMs, usableBytes }].slice(-keptReadings);
  }
  const usedShare = 1 - usableBytes / totalBytes;
  const fullInMs = timeToFull(watch.readings);
  watch.isReported =
    usedShare >= (watch.isReported ? noLongerFullShare : fullShare) ||
    fullInMs <= (watch.isReported ? noLongerSoonMs : soonMs);
  if (!watch.isReported) return undefined;
  return { usedShare, usableBytes, fullInMs: Number.isFinite(fullInMs) && usableBytes > 0 ? fullInMs : undefined };
}

/** Milliseconds; Infinity when it does not fill, or too little is known. */
function timeToFull(readings: readonly Reading[]): number {
  const oldest = readings[0];
  const middle = readings[Math.floor(readings.length / 2)];
  const newest = readings.at(-1);
  if (readings.length < neededReadings || !oldest || !middle || !newest) return Infinity;
  const pace = Math.min(pacePerMs(oldest, middle), pacePerMs(middle, newest));
  return pace > 0 ? newest.usableBytes / pace : Infinity;
}

function pacePerMs(from: Reading, to: Reading): number {
  return (from.usableBytes - to.usableBytes) / (to.tickMs - from.tickMs);
}

/**
 * Topics that have a replica in one of them, as indexes into snapshot.topics, ascending. A broker with several log
 * dirs does not say here which replica lies where: its topics are left out.
 */
export function topicsIn({ brokers, topics, partitions }: Snapshot, filling: readonly FillingDir[]): number[] {
  const single = new Set(brokers.filter(({ logDirs }) => logDirs.length === 1).map(({ id }) => id));
  const full = new Set(filling.map(({ broker }) => broker).filter((broker) => single.has(broker)));
  if (full.size === 0) return [];
  return topics.flatMap(({ firstPartition, partitionCount }, topic) => {
    const from = partitions.replicaStart[firstPartition] ?? 0;
    const to = partitions.replicaStart[firstPartition + partitionCount] ?? from;
    for (let at = from; at < to; at++) if (full.has(partitions.replicaNodes[at] ?? -1)) return [topic];
    return [];
  });
}
