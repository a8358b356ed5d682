import type { Observation } from '../finding.ts';
import { counted, inThousands } from '../in-words.ts';
import type { BottleneckInput } from './input.ts';
import { medianOf } from './shared-topic.ts';
import { bottleneck } from './text.ts';

/** As many times the rate of a usual partition of the topic. */
const farAbove = 4;
/** Records per second: below that no partition is hot for anybody. */
const busyRate = 10;
/** With fewer there is no usual one. */
const fewestPartitions = 3;
/** How much the hottest group may be behind to be named: records. */
const notedLag = 1;

/** A partition that receives far more than its sisters: more members do not help, as one of them reads all of it. */
export function hotPartitions(input: BottleneckInput): Observation[] {
  const { snapshot, produceRate } = input;
  const found: Observation[] = [];
  for (const { name, firstPartition, partitionCount, internal } of snapshot.topics) {
    if (internal || partitionCount < fewestPartitions) continue;
    const rates = produceRate.subarray(firstPartition, firstPartition + partitionCount);
    let hottest = 0;
    let lowest = Infinity;
    for (let number = 0; number < partitionCount; number++) {
      const rate = rates[number] ?? NaN;
      if (rate > (rates[hottest] ?? NaN)) hottest = number;
      if (rate < lowest) lowest = rate;
    }
    const rate = rates[hottest] ?? NaN;
    // Most topics are done here, without a copy of their rates.
    if (!(rate >= Math.max(busyRate, lowest * farAbove))) continue;
    const usual = medianOf([...rates]);
    if (!(rate >= usual * farAbove)) continue;
    const hot = [...rates.keys()].filter((number) => (rates[number] ?? NaN) >= Math.max(busyRate, usual * farAbove));
    const records = worstLag(input, firstPartition + hottest);
    found.push(
      bottleneck({
        name: 'hot_partition',
        topic: name,
        partitions: hot,
        ...(records >= notedLag ? { records } : {}),
        title: `${name}: partition ${String(hottest)} receives ${inThousands(rate)} records a second, a usual one ${inThousands(usual)}`,
        evidence: `The rates of the end offsets of all ${counted(partitionCount, 'partition')} in the last minute; usual is the median.${records >= notedLag ? ` A group is ${counted(records, 'record')} behind there.` : ''}`,
        advice:
          'Look at the keys that producers use: one key, or a few, make most of the records. Spread them, or give that key a topic of its own.',
      }),
    );
  }
  return found;
}

/** Of the group that is furthest behind there; NaN when none reads it. */
function worstLag({ snapshot, lag }: BottleneckInput, partition: number): number {
  let worst = NaN;
  snapshot.groups.forEach(({ offsets }, group) => {
    const place = offsets.partition.indexOf(partition);
    const records = place < 0 ? NaN : (lag[group]?.[place] ?? NaN);
    if (!(worst >= records) && !Number.isNaN(records)) worst = records;
  });
  return worst;
}
