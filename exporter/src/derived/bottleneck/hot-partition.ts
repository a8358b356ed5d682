import type { Observation } from '../finding.ts';
import { counted, inThousands } from '../in-words.ts';
import type { BottleneckInput } from './input.ts';
import { isBehind, medianOf } from './shared-topic.ts';
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
    const { records, isAnyBehind } = readersOf(input, firstPartition + hottest);
    found.push(
      bottleneck({
        name: 'hot_partition',
        // Whoever reads it keeps up: good to know, and nothing that anybody has to do now.
        severity: isAnyBehind ? 'warning' : 'info',
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

/** How far the group that is furthest behind is there, NaN when none reads it; and whether any is not well there. */
function readersOf({ snapshot, lag, judged }: BottleneckInput, partition: number) {
  let [records, isAnyBehind] = [NaN, false];
  snapshot.groups.forEach(({ offsets }, group) => {
    const place = offsets.partition.indexOf(partition);
    if (place < 0) return;
    const behind = lag[group]?.[place] ?? NaN;
    if (!(records >= behind) && !Number.isNaN(behind)) records = behind;
    isAnyBehind ||= isBehind(judged[group]?.partitionStatus[place]);
  });
  return { records, isAnyBehind };
}
