import type { Snapshot } from '../../snapshot/snapshot.ts';

const topicName = '__consumer_offsets';

/**
 * Says whether a group still has the coordinator that it had: the leader, in the same epoch, of the partition of
 * `__consumer_offsets` that holds the group. A coordinator lists no group until it has loaded that partition.
 */
export class CoordinatorEpochs {
  readonly #partitions: Snapshot['partitions'];
  readonly #first: number;
  readonly #count: number;

  constructor({ topics, partitions }: Pick<Snapshot, 'topics' | 'partitions'>) {
    const topic = topics.find(({ name }) => name === topicName);
    this.#partitions = partitions;
    this.#first = topic?.firstPartition ?? 0;
    this.#count = topic?.partitionCount ?? 0;
  }

  /** @returns the leader epoch, or -1 when it is not known: the topic is filtered out, or may not be described. */
  of(group: string): number {
    if (this.#count === 0) return -1;
    return this.#partitions.leaderEpoch[this.#first + partitionOfGroup(group, this.#count)] ?? -1;
  }
}

/** As brokers choose it: `Utils.abs(groupId.hashCode()) % partitions`, with Java's hash of a string. */
export function partitionOfGroup(group: string, partitions: number): number {
  let hash = 0;
  for (let index = 0; index < group.length; index++) hash = (Math.imul(hash, 31) + group.charCodeAt(index)) | 0;
  return hash === -(2 ** 31) ? 0 : Math.abs(hash) % partitions;
}
