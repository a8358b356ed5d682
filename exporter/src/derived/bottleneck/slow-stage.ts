import type { Observation } from '../finding.ts';
import { sumOfKnown } from '../lag.ts';
import { counted, inThousands, namesInWords } from '../in-words.ts';
import type { BottleneckInput } from './input.ts';
import { bottleneck } from './text.ts';

/** A slow stage reads less than this part of what arrives. */
const slowShare = 0.9;
/** Those after it are dry when they have no more unread than arrives in so many seconds, or this many records. */
const drySeconds = 20;
const dryRecords = 1;

/**
 * A stage of a declared pipeline that reads slower than its input arrives, while those who read what it writes have
 * nothing to do: they wait for this stage and for nobody else.
 */
export function slowStages(input: BottleneckInput): Observation[] {
  const { snapshot, groupTopics, judged } = input;
  const { groups, topics } = snapshot;
  const indexOf = new Map(groups.map(({ id }, index) => [id, index]));
  return input.applications.flatMap(({ name, groups: ids, writes }) => {
    const own = ids.flatMap((id) => indexOf.get(id) ?? []);
    const next = groups.flatMap((_, group) => {
      if (own.includes(group)) return [];
      return pairsOf(input, group)
        .filter((pair) => writes.matches(topics[groupTopics.topic[pair] ?? -1]?.name ?? ''))
        .map((pair) => ({ group, pair }));
    });
    if (next.length === 0 || !next.every(({ group, pair }) => isDry(input, group, pair))) return [];
    return own.flatMap((group) =>
      pairsOf(input, group).flatMap((pair) => {
        const topic = groupTopics.topic[pair] ?? -1;
        const arrives = input.topicProduceRate[topic] ?? NaN;
        const reads = input.consumeRate[pair] ?? NaN;
        const verdict = judged[group]?.topics[pair - (groupTopics.groupStart[group] ?? 0)];
        if (verdict?.status !== 'WARN' || !(reads < arrives * slowShare)) return [];
        const records = lagOf(input, group, pair);
        const waiting = [...new Set(next.map((one) => groups[one.group]?.id ?? ''))];
        return bottleneck({
          name: 'slow_stage',
          group: groups[group]?.id ?? '',
          topic: topics[topic]?.name ?? '',
          records,
          title: `${name} holds up the pipeline: it reads ${inThousands(reads)} records a second of ${topics[topic]?.name ?? ''}, ${inThousands(arrives)} arrive`,
          evidence: `${counted(records, 'record')} are unread there and not becoming fewer, while ${namesInWords(waiting)} read all that ${name} writes and wait for more.`,
          advice: `Make ${name} faster or give it more members (and partitions, if each has one already); those after it have room.`,
        });
      }),
    );
  });
}

function pairsOf({ groupTopics: { groupStart } }: BottleneckInput, group: number): number[] {
  const first = groupStart[group] ?? 0;
  return Array.from({ length: (groupStart[group + 1] ?? first) - first }, (_, index) => first + index);
}

function lagOf({ groupTopics: { from, to }, lag }: BottleneckInput, group: number, pair: number): number {
  return sumOfKnown(lag[group] ?? new Float64Array(), from[pair] ?? 0, to[pair] ?? 0);
}

function isDry(input: BottleneckInput, group: number, pair: number): boolean {
  const arrives = input.topicProduceRate[input.groupTopics.topic[pair] ?? -1] ?? NaN;
  return lagOf(input, group, pair) <= Math.max(dryRecords, arrives * drySeconds);
}
