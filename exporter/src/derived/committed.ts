import type { Snapshot } from '../snapshot/snapshot.ts';
import type { Origin } from './carry.ts';
import type { GroupTopics } from './group-topic.ts';
import type { TopicMove } from './topic-layout.ts';

/** The newest known committed offset of every partition of every pair of a group and a topic. Never changed once made. */
export interface Committed {
  /** Entries of pair i of the layout: start[i] .. start[i + 1). */
  readonly start: Int32Array;
  /** Partition by its index in the topic layout, ascending within a pair. */
  readonly partition: Int32Array;
  readonly offset: Float64Array;
}

/**
 * Takes the snapshot's committed offsets into the books and says how far each pair advanced: the sum over its
 * partitions. A rewind counts nothing and is the new base; a partition whose commit is missing keeps its base.
 */
export function advanceCommitted(
  previous: Committed | undefined,
  snapshot: Snapshot,
  pairs: GroupTopics,
  pairTotal: number,
  origin: Origin | undefined,
  move: TopicMove | undefined,
): { committed: Committed; advanced: Float64Array } {
  const writer = new EntryWriter(previous, pairTotal, snapshot, move?.partitionTarget);
  const advanced = new Float64Array(pairTotal);
  snapshot.groups.forEach(({ offsets }, group) => {
    const end = pairs.groupStart[group + 1] ?? 0;
    for (let pair = pairs.groupStart[group] ?? end; pair < end; pair++) {
      const to = pairs.to[pair] ?? 0;
      writer.startPair(pair, origin === undefined ? pair : (origin[pair] ?? -1));
      for (let place = pairs.from[pair] ?? to; place < to; place++) {
        const partition = offsets.partition[place];
        const offset = offsets.committed[place];
        // Share groups have places in their share offsets only.
        if (partition === undefined || offset === undefined) break;
        const before = writer.put(partition, offset);
        if (offset > before) advanced[pair] = (advanced[pair] ?? 0) + offset - before;
      }
      writer.endPair();
    }
  });
  for (let pair = pairs.topic.length; pair < pairTotal; pair++) {
    writer.startPair(pair, origin === undefined ? pair : (origin[pair] ?? -1));
    writer.endPair();
  }
  return { committed: writer.finish(), advanced };
}

/** Merges the entries of a pair with those it had before; both ascend by partition. */
class EntryWriter {
  readonly #previous: Committed | undefined;
  readonly #target: Int32Array | undefined;
  readonly #start: Int32Array;
  readonly #partition: Int32Array;
  readonly #offset: Float64Array;
  #length = 0;
  #old = 0;
  #oldEnd = 0;

  constructor(previous: Committed | undefined, pairTotal: number, snapshot: Snapshot, target: Int32Array | undefined) {
    const incoming = snapshot.groups.reduce((sum, { offsets }) => sum + offsets.partition.length, 0);
    const most = incoming + (previous?.partition.length ?? 0);
    this.#previous = previous;
    this.#target = target;
    this.#start = new Int32Array(pairTotal + 1);
    this.#partition = new Int32Array(most);
    this.#offset = new Float64Array(most);
  }

  startPair(pair: number, before: number): void {
    this.#start[pair] = this.#length;
    this.#old = this.#previous?.start[before] ?? 0;
    this.#oldEnd = this.#previous?.start[before + 1] ?? this.#old;
    if (before < 0) this.#oldEnd = this.#old;
  }

  /** Answers the offset that stood here before; NaN when there was none. */
  put(partition: number, offset: number): number {
    this.#keepUpTo(partition);
    let before = NaN;
    if (this.#old < this.#oldEnd && this.#oldPartition() === partition) {
      before = this.#previous?.offset[this.#old] ?? NaN;
      this.#old++;
    }
    this.#push(partition, offset);
    return before;
  }

  endPair(): void {
    this.#keepUpTo(Infinity);
  }

  finish(): Committed {
    this.#start[this.#start.length - 1] = this.#length;
    return {
      start: this.#start,
      partition: this.#partition.slice(0, this.#length),
      offset: this.#offset.slice(0, this.#length),
    };
  }

  #keepUpTo(partition: number): void {
    for (; this.#old < this.#oldEnd; this.#old++) {
      const kept = this.#oldPartition();
      if (kept >= partition) return;
      if (kept >= 0) this.#push(kept, this.#previous?.offset[this.#old] ?? NaN);
    }
  }

  #oldPartition(): number {
    const partition = this.#previous?.partition[this.#old] ?? -1;
    return this.#target === undefined ? partition : (this.#target[partition] ?? -1);
  }

  #push(partition: number, offset: number): void {
    this.#partition[this.#length] = partition;
    this.#offset[this.#length] = offset;
    this.#length++;
  }
}
