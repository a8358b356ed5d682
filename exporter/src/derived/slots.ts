import type { GroupOffsets, Snapshot, Topic } from '../snapshot/snapshot.ts';
import { topicIdentity } from '../snapshot/topic-identity.ts';

/**
 * Stable numbers for what is remembered from refresh to refresh: dense indexes move whenever a topic comes or
 * goes, slots do not. A slot is used again once its owner has been gone for ten minutes.
 */
export interface Slots {
  /** By dense partition index. A topic that was deleted and created again has other slots. */
  readonly ofPartition: Int32Array;
  /** By group, at the places of its offsets: one slot for each partition in which a group ever committed. */
  readonly ofCommit: readonly Int32Array[];
  /** Slots that were given to somebody new in this refresh: what was kept under them is another's. */
  readonly freshPartitions: readonly number[];
  readonly freshCommits: readonly number[];
  /** All slots are below these. */
  readonly partitionSlots: number;
  readonly commitSlots: number;
}

/** What has gone keeps its slots for this long. */
const rememberMs = 600_000;

/** Gives out numbers from 0, those that came back first. */
class Numbers {
  size = 0;
  readonly #free: number[] = [];

  take(): number {
    return this.#free.pop() ?? this.size++;
  }

  giveBack(numbers: Iterable<number>): void {
    this.#free.push(...numbers);
  }
}

interface TopicEntry {
  slots: number[];
  seenMs: number;
}

interface GroupEntry {
  readonly byPartition: Map<number, number>;
  /** The partition slots of the newest offsets, and the group's slots at the same places. */
  partitions: Int32Array;
  commits: Int32Array;
  seenMs: number;
}

/** Keeps the slots of one cluster. */
export class SlotTable {
  readonly #partitionNumbers = new Numbers();
  readonly #commitNumbers = new Numbers();
  readonly #topics = new Map<string, TopicEntry>();
  readonly #groups = new Map<string, GroupEntry>();

  /** The slots of everything in the snapshot. */
  next(snapshot: Snapshot): Slots {
    const freshPartitions: number[] = [];
    const freshCommits: number[] = [];
    const ofPartition = new Int32Array(snapshot.partitions.count);
    for (const topic of snapshot.topics) this.#placeTopic(topic, snapshot.tickMs, ofPartition, freshPartitions);
    const ofCommit = snapshot.groups.map(({ id, offsets }) =>
      this.#placeGroup(id, offsets, ofPartition, snapshot.tickMs, freshCommits),
    );
    // What is seen again after a long time without refreshes is still the same.
    this.#forget(snapshot.tickMs);
    return {
      ofPartition,
      ofCommit,
      freshPartitions,
      freshCommits,
      partitionSlots: this.#partitionNumbers.size,
      commitSlots: this.#commitNumbers.size,
    };
  }

  #placeTopic(topic: Topic, nowMs: number, into: Int32Array, fresh: number[]): void {
    const identity = topicIdentity(topic);
    let entry = this.#topics.get(identity);
    if (entry === undefined) this.#topics.set(identity, (entry = { slots: [], seenMs: nowMs }));
    entry.seenMs = nowMs;
    for (let number = 0; number < topic.partitionCount; number++) {
      let slot = entry.slots[number];
      if (slot === undefined) {
        slot = this.#partitionNumbers.take();
        entry.slots[number] = slot;
        fresh.push(slot);
      }
      into[topic.firstPartition + number] = slot;
    }
  }

  #placeGroup(id: string, offsets: GroupOffsets, ofPartition: Int32Array, nowMs: number, fresh: number[]): Int32Array {
    const partitions = offsets.partition.map((dense) => ofPartition[dense] ?? -1);
    let entry = this.#groups.get(id);
    if (entry === undefined) {
      entry = { byPartition: new Map(), partitions: new Int32Array(), commits: new Int32Array(), seenMs: nowMs };
      this.#groups.set(id, entry);
    }
    entry.seenMs = nowMs;
    if (isSame(entry.partitions, partitions)) return entry.commits;
    const { byPartition } = entry;
    entry.partitions = partitions;
    entry.commits = partitions.map((partition) => {
      let slot = byPartition.get(partition);
      if (slot === undefined) {
        slot = this.#commitNumbers.take();
        byPartition.set(partition, slot);
        fresh.push(slot);
      }
      return slot;
    });
    return entry.commits;
  }

  /** What has gone for long leaves its slots to the next refresh, in every group too. */
  #forget(nowMs: number): void {
    const gone = new Set<number>();
    for (const [identity, { slots, seenMs }] of this.#topics) {
      if (nowMs - seenMs <= rememberMs) continue;
      for (const slot of slots) gone.add(slot);
      this.#topics.delete(identity);
    }
    this.#partitionNumbers.giveBack(gone);
    for (const [id, { byPartition, seenMs }] of this.#groups) {
      if (nowMs - seenMs > rememberMs) {
        this.#commitNumbers.giveBack(byPartition.values());
        this.#groups.delete(id);
      } else if (gone.size > 0) {
        for (const [partition, slot] of byPartition) {
          if (!gone.has(partition)) continue;
          byPartition.delete(partition);
          this.#commitNumbers.giveBack([slot]);
        }
      }
    }
  }
}

function isSame(left: Int32Array, right: Int32Array): boolean {
  return left.length === right.length && left.every((value, index) => value === right[index]);
}
