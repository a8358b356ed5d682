import { nextTurn, sliceIsOver } from '../event-loop.ts';
import type { TopicTable } from './topics.ts';

/** Questions about partitions that go to one broker in one request, which names no partition twice. */
export interface LeaderBatch {
  readonly leader: number;
  /** In order of name; partitions ascending. */
  readonly topics: readonly BatchTopic[];
  /** Place of the question about a partition that the broker answers; undefined for one that it was not asked. */
  place(topic: string, number: number): number | undefined;
}

export interface BatchTopic {
  readonly name: string;
  readonly partitions: readonly number[];
  /** Where the question about the partition at the same place stands among all that were asked. */
  readonly places: readonly number[];
}

/**
 * Sorts questions by the leaders of their partitions, at most `size` to a request. Those about the same partition go
 * into different ones; those about partitions without a leader are left out.
 * @param partition dense indexes, in any order, also several times.
 * @param asked whether a place is a question at all.
 */
export async function batchPlaces(
  { topics, partitions }: TopicTable,
  partition: Int32Array,
  size: number,
  asked: (place: number) => boolean = () => true,
): Promise<LeaderBatch[]> {
  const order = inOrderOfPartition(partition);
  const batches: Batch[] = [];
  /** By leader, and then by how often a partition was named before. */
  const open = new Map<number, (Batch | undefined)[]>();
  let before = -1;
  let repeats = 0;
  for (let i = 0; i < order.length; i++) {
    if ((i & 1023) === 1023 && sliceIsOver()) await nextTurn();
    const place = order[i] ?? -1;
    const index = partition[place] ?? -1;
    const leader = partitions.leader[index];
    const topic = topics[partitions.topic[index] ?? -1];
    const number = partitions.number[index];
    if (leader === undefined || leader < 0 || topic === undefined || number === undefined || !asked(place)) continue;
    repeats = index === before ? repeats + 1 : 0;
    before = index;
    let ofLeader = open.get(leader);
    if (ofLeader === undefined) open.set(leader, (ofLeader = []));
    let batch = ofLeader[repeats];
    if (batch === undefined || batch.size === size) {
      batch = new Batch(leader);
      ofLeader[repeats] = batch;
      batches.push(batch);
    }
    batch.add(topic.name, number, place);
  }
  return batches;
}

class Batch implements LeaderBatch {
  readonly leader: number;
  readonly topics: { name: string; partitions: number[]; places: number[] }[] = [];
  size = 0;
  private byName: Map<string, BatchTopic> | undefined;

  constructor(leader: number) {
    this.leader = leader;
  }

  add(name: string, number: number, place: number): void {
    let topic = this.topics.at(-1);
    if (topic?.name !== name) this.topics.push((topic = { name, partitions: [], places: [] }));
    topic.partitions.push(number);
    topic.places.push(place);
    this.size++;
  }

  place(topic: string, number: number): number | undefined {
    this.byName ??= new Map(this.topics.map((entry) => [entry.name, entry]));
    const found = this.byName.get(topic);
    return found?.places[indexIn(found.partitions, number)];
  }
}

/** Of a number in an ascending list; -1 when it is not in it. */
function indexIn(ascending: readonly number[], wanted: number): number {
  let from = 0;
  let to = ascending.length;
  while (from < to) {
    const middle = (from + to) >> 1;
    if ((ascending[middle] ?? wanted) < wanted) from = middle + 1;
    else to = middle;
  }
  return ascending[from] === wanted ? from : -1;
}

/** Places in ascending order of their partitions; equal ones keep their order. */
function inOrderOfPartition(partition: Int32Array): Int32Array {
  const count = partition.length;
  const order = new Int32Array(count);
  // Sorted as numbers, without a function that compares: ten times as fast.
  const keys = new Float64Array(count);
  let ascending = true;
  for (let place = 0; place < count; place++) {
    const index = partition[place] ?? -1;
    keys[place] = index * count + place;
    order[place] = place;
    if (place > 0 && index < (partition[place - 1] ?? -1)) ascending = false;
  }
  if (ascending) return order;
  keys.sort();
  for (let i = 0; i < count; i++) order[i] = (keys[i] ?? -1) % count;
  return order;
}
