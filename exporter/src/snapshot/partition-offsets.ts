import { describeErrorCode } from '../kafka/errors.ts';
import { listOffsets, type ListOffsetsQuestion, type OffsetSink } from '../kafka/requests/list-offsets.ts';
import type { Refresh, Troubles } from './refresh.ts';
import type { TopicTable } from './topics.ts';

/** No broker is asked for more partitions than this in one request. */
const chunkSize = 10_000;

type Question = Pick<ListOffsetsQuestion, 'timestamp' | 'isolation'>;
type Batch = ListOffsetsQuestion['topics'];

/** Dense partition indexes by leader, in chunks, made once per refresh and asked several times. */
export type LeaderBatches = ReadonlyMap<number, readonly Batch[]>;

export function batchByLeader({ topics, partitions }: TopicTable): LeaderBatches {
  const open = new Map<number, { name: string; partitions: number[] }[]>();
  const sizes = new Map<number, number>();
  const batches = new Map<number, Batch[]>();
  for (let index = 0; index < partitions.count; index++) {
    const leader = partitions.leader[index];
    const topic = topics[partitions.topic[index] ?? -1];
    const number = partitions.number[index];
    if (leader === undefined || leader < 0 || topic === undefined || number === undefined) continue;
    const size = sizes.get(leader) ?? 0;
    let batch = open.get(leader);
    if (batch === undefined || size % chunkSize === 0) {
      batch = [];
      open.set(leader, batch);
      batches.set(leader, [...(batches.get(leader) ?? []), batch]);
    }
    const last = batch.at(-1);
    if (last?.name === topic.name) last.partitions.push(number);
    else batch.push({ name: topic.name, partitions: [number] });
    sizes.set(leader, size + 1);
  }
  return batches;
}

/** What all passes over the partitions of one refresh have in common. */
export interface OffsetPasses {
  readonly refresh: Refresh;
  readonly table: TopicTable;
  readonly batches: LeaderBatches;
  /** How long a broker may take for one answer. */
  readonly timeoutMs: number;
}

export interface OffsetTarget {
  readonly into: Float64Array;
  /** Takes the leader epoch that comes with each offset. */
  readonly epochs?: Int32Array;
}

/**
 * Asks all leaders at once and writes each answer into the target by dense index.
 * Partitions without an answer keep NaN, and the reason goes into the table's errors.
 */
export async function readOffsets(
  { refresh, table, batches, timeoutMs }: OffsetPasses,
  question: Question,
  target: OffsetTarget,
  troubles: Troubles,
): Promise<void> {
  const sink: OffsetSink = (topic, number, error, offset, epoch) => {
    const index = denseIndex(table, topic, number);
    if (index === undefined) return;
    if (error !== 0) {
      table.partitions.errors.set(index, describeErrorCode(error));
      return;
    }
    // A broker answers -1 for "no such offset", which is no offset.
    if (offset < 0) return;
    target.into[index] = offset;
    if (target.epochs) target.epochs[index] = epoch;
  };
  const ask = async (leader: number, topics: Batch): Promise<void> => {
    try {
      await refresh.send(leader, listOffsets({ ...question, topics, timeoutMs }, sink));
    } catch (error) {
      troubles.add(error);
      const reason = error instanceof Error ? error.message : String(error);
      for (const { name, partitions } of topics) {
        for (const number of partitions) {
          const index = denseIndex(table, name, number);
          if (index !== undefined) table.partitions.errors.set(index, reason);
        }
      }
    }
  };
  const asked = [...batches].flatMap(([leader, chunks]) => chunks.map((topics) => ask(leader, topics)));
  await Promise.all(asked);
}

/** Dense index of a partition; undefined for one that was not in the metadata. */
export function denseIndex(table: TopicTable, topic: string, number: number): number | undefined {
  const found = table.topics[table.indexByName.get(topic) ?? -1];
  return found !== undefined && number >= 0 && number < found.partitionCount
    ? found.firstPartition + number
    : undefined;
}
