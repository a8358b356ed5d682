import type { NameFilter } from '../config/config.ts';
import { describeErrorCode } from '../kafka/errors.ts';
import type { MetadataSink } from '../kafka/requests/metadata.ts';
import type { Partitions, Topic } from './snapshot.ts';

/** The topics and partitions of one refresh while it is being made; the offsets are still empty. */
export interface TopicTable {
  readonly topics: Topic[];
  readonly partitions: MutablePartitions;
  /** Index into topics by name. */
  readonly indexByName: ReadonlyMap<string, number>;
}
export type MutablePartitions = Omit<Partitions, 'errors'> & { readonly errors: Map<number, string> };

interface RawTopic {
  readonly name: string;
  readonly id: string | undefined;
  readonly internal: boolean;
  readonly error: number;
  /** Of its first partition in the order of the answer. */
  readonly start: number;
  count: number;
  maxNumber: number;
}

/**
 * Collects a Metadata answer in flat lists and turns it into columns ordered by topic name and partition number.
 * `wanted` is asked once per topic.
 */
export class TopicsBuilder implements MetadataSink {
  private readonly wanted: NameFilter;
  private readonly topics: RawTopic[] = [];
  private readonly numbers: number[] = [];
  private readonly errors: number[] = [];
  private readonly leaders: number[] = [];
  private readonly epochs: number[] = [];
  private readonly isrCounts: number[] = [];
  private readonly replicaEnds: number[] = [];
  private readonly replicas: number[] = [];

  constructor(wanted: NameFilter) {
    this.wanted = wanted;
  }

  topic(name: string, id: string | undefined, internal: boolean, error: number): boolean {
    if (!this.wanted.matches(name)) return false;
    this.topics.push({ name, id, internal, error, start: this.numbers.length, count: 0, maxNumber: -1 });
    return true;
  }

  partition(number: number, error: number, leader: number, epoch: number, replicas: number[], isr: number[]): void {
    const topic = this.topics.at(-1);
    if (topic === undefined) throw new RangeError('a partition came before its topic');
    topic.count++;
    topic.maxNumber = Math.max(topic.maxNumber, number);
    this.numbers.push(number);
    this.errors.push(error);
    this.leaders.push(leader);
    this.epochs.push(epoch);
    this.isrCounts.push(isr.length);
    this.replicas.push(...replicas);
    this.replicaEnds.push(this.replicas.length);
  }

  finish(): TopicTable {
    const ordered = this.topics.toSorted((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0));
    const count = ordered.reduce((sum, topic) => sum + topic.maxNumber + 1, 0);
    const partitions = emptyPartitions(count, this.replicas.length);
    const topics: Topic[] = [];
    let first = 0;
    let replicaAt = 0;
    for (const raw of ordered) {
      const partitionCount = raw.maxNumber + 1;
      const place = new Int32Array(partitionCount).fill(-1);
      for (let i = raw.start; i < raw.start + raw.count; i++) place[this.at(this.numbers, i)] = i;
      for (let number = 0; number < partitionCount; number++) {
        const index = first + number;
        partitions.topic[index] = topics.length;
        partitions.number[index] = number;
        partitions.replicaStart[index] = replicaAt;
        const from = place[number] ?? -1;
        if (from >= 0) replicaAt = this.fill(partitions, index, from, replicaAt);
      }
      topics.push({
        name: raw.name,
        id: raw.id,
        internal: raw.internal,
        firstPartition: first,
        partitionCount,
        error: raw.error === 0 ? undefined : describeErrorCode(raw.error),
        config: undefined,
        sizeBytes: undefined,
      });
      first += partitionCount;
    }
    partitions.replicaStart[count] = replicaAt;
    return { topics, partitions, indexByName: new Map(topics.map((topic, index) => [topic.name, index])) };
  }

  /** Copies partition `from` of the answer to column `index`; returns where the next replicas go. */
  private fill(partitions: MutablePartitions, index: number, from: number, replicaAt: number): number {
    partitions.leader[index] = this.at(this.leaders, from);
    partitions.leaderEpoch[index] = this.at(this.epochs, from);
    partitions.isrCount[index] = this.at(this.isrCounts, from);
    const replicasFrom = from === 0 ? 0 : this.at(this.replicaEnds, from - 1);
    const replicasTo = this.at(this.replicaEnds, from);
    for (let i = replicasFrom; i < replicasTo; i++) {
      partitions.replicaNodes[replicaAt + i - replicasFrom] = this.at(this.replicas, i);
    }
    if (replicasTo > replicasFrom) partitions.preferredLeader[index] = this.at(this.replicas, replicasFrom);
    const error = this.at(this.errors, from);
    if (error !== 0) partitions.errors.set(index, describeErrorCode(error));
    return replicaAt + replicasTo - replicasFrom;
  }

  private at(list: readonly number[], index: number): number {
    const value = list[index];
    if (value === undefined) throw new RangeError(`no element ${String(index)} in a list of ${String(list.length)}`);
    return value;
  }
}

function emptyPartitions(count: number, replicas: number): MutablePartitions {
  return {
    count,
    topic: new Int32Array(count),
    number: new Int32Array(count),
    leader: new Int32Array(count).fill(-1),
    leaderEpoch: new Int32Array(count).fill(-1),
    preferredLeader: new Int32Array(count).fill(-1),
    replicaStart: new Int32Array(count + 1),
    replicaNodes: new Int32Array(replicas),
    isrCount: new Int32Array(count),
    logStart: new Float64Array(count).fill(NaN),
    end: new Float64Array(count).fill(NaN),
    endEpoch: new Int32Array(count).fill(-1),
    lastStable: new Float64Array(count).fill(NaN),
    sizeBytes: new Float64Array(count).fill(NaN),
    errors: new Map(),
  };
}
