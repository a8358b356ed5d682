import { describeErrorCode, errorCode } from '../kafka/errors.ts';
import { describeLogDirs, type DescribedLogDir } from '../kafka/requests/describe-log-dirs.ts';
import { denseIndex } from './partition-offsets.ts';
import type { Refresh, Troubles } from './refresh.ts';
import type { LogDir } from './snapshot.ts';
import { topicIdentity } from './topic-identity.ts';
import type { TopicTable } from './topics.ts';

const refreshEveryMs = 60_000;
/** Sooner where a broker or a topic is new. */
const atMostEveryMs = 10_000;

/** Remembers log directories and the sizes of leader replicas between refreshes; they are read once a minute. */
export class LogDirs {
  private dirs = new Map<number, readonly LogDir[]>();
  /** Bytes by topic and partition number. */
  private sizes = new Map<string, Float64Array>();
  private readAtMs = -Infinity;

  async update(refresh: Refresh, table: TopicTable, nowMs: number, troubles: Troubles): Promise<void> {
    const allKnown =
      refresh.brokers.every(({ id }) => this.dirs.has(id)) &&
      table.topics.every((topic) => this.sizes.has(topicIdentity(topic)));
    const ageMs = nowMs - this.readAtMs;
    if (ageMs >= 0 && ageMs < (allKnown ? refreshEveryMs : atMostEveryMs)) return;
    const dirs = new Map<number, readonly LogDir[]>();
    const sizes = new Map<string, Float64Array>();
    const ask = async (broker: number): Promise<void> => {
      const request = describeLogDirs((topic, number, sizeBytes) => {
        const index = denseIndex(table, topic, number);
        if (index === undefined || table.partitions.leader[index] !== broker) return;
        sizesOf(sizes, table, topic)[number] = sizeBytes;
      });
      try {
        dirs.set(broker, (await refresh.send(broker, request)).map(toLogDir));
      } catch (error) {
        troubles.add(error);
      }
    };
    await Promise.all(refresh.brokers.map(({ id }) => ask(id)));
    this.dirs = dirs;
    this.sizes = sizes;
    this.readAtMs = nowMs;
  }

  ofBroker(id: number): readonly LogDir[] {
    return this.dirs.get(id) ?? [];
  }

  /** Writes the remembered sizes into the table's column. */
  fill(table: TopicTable): void {
    for (const topic of table.topics) {
      const sizes = this.sizes.get(topicIdentity(topic));
      if (sizes === undefined) continue;
      table.partitions.sizeBytes.set(sizes.subarray(0, topic.partitionCount), topic.firstPartition);
    }
  }
}

function sizesOf(sizes: Map<string, Float64Array>, table: TopicTable, name: string): Float64Array {
  const topic = table.topics[table.indexByName.get(name) ?? -1];
  if (topic === undefined) throw new RangeError(`no topic ${name} in the table`);
  const key = topicIdentity(topic);
  const known = sizes.get(key) ?? new Float64Array(topic.partitionCount).fill(NaN);
  sizes.set(key, known);
  return known;
}

function toLogDir(dir: DescribedLogDir): LogDir {
  return {
    path: dir.path,
    online: dir.error === errorCode.none,
    error: dir.error === errorCode.none ? undefined : describeErrorCode(dir.error),
    sizeBytes: dir.sizeBytes,
    totalBytes: dir.totalBytes,
    usableBytes: dir.usableBytes,
  };
}
