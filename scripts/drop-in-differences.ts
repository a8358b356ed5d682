import type { Sample } from './samples.ts';
import { seriesOf } from './samples.ts';

/** Samples by series. */
export type SampleIndex = ReadonlyMap<string, Sample>;

/** What has to be known of both answers to tell a difference on purpose from a fault. */
export interface DifferenceFacts {
  /** Groups that kafka_exporter's requests cannot describe. */
  readonly newGroups: ReadonlySet<string>;
  /** Group and topic, and both with partition, where kafka_exporter saw a commit beyond the end. */
  readonly negative: ReadonlySet<string>;
  /** The same where kafkascope saw a commit in a partition whose end kafka_exporter does not know. */
  readonly withoutEnd: ReadonlySet<string>;
  /** Group and topic of which kafka_exporter gave the sum of offsets. */
  readonly summed: ReadonlySet<string>;
}

export function differenceFacts(
  theirs: SampleIndex,
  ours: SampleIndex,
  newGroups: ReadonlySet<string>,
): DifferenceFacts {
  return {
    newGroups,
    negative: negativeLags(theirs),
    withoutEnd: commitsWithoutEnd(ours, theirs),
    summed: offsetSums(theirs),
  };
}

/** Where kafkascope differs on purpose (docs/metrics.md, section 1), and why; undefined: it does not. */
export function documentedReason(
  { name, labels }: Sample,
  theirs: number | undefined,
  facts: DifferenceFacts,
): string | undefined {
  const { consumergroup, topic, partition } = labels;
  switch (name) {
    case 'kafka_consumergroup_members':
      return theirs === 0 && facts.newGroups.has(consumergroup ?? '')
        ? 'kafka_exporter cannot describe consumer (KIP-848), share and streams groups and gives them no members'
        : undefined;
    case 'kafka_consumergroup_lag':
      return facts.negative.has(keyOf(consumergroup, topic, partition))
        ? 'a commit beyond the end of its partition has no lag, not a negative one'
        : undefined;
    case 'kafka_consumergroup_lag_sum':
      if (theirs === undefined && facts.summed.has(keyOf(consumergroup, topic)))
        return 'kafka_exporter lost it: it adds both sums of a group and topic at once, and often drops the last series';
      return facts.negative.has(keyOf(consumergroup, topic))
        ? 'kafka_exporter subtracts the negative lag of a commit beyond the end of its partition'
        : undefined;
    case 'kafka_consumergroup_current_offset':
      return theirs === undefined && facts.withoutEnd.has(keyOf(consumergroup, topic, partition))
        ? withoutEnd
        : undefined;
    case 'kafka_consumergroup_current_offset_sum':
      return facts.withoutEnd.has(keyOf(consumergroup, topic)) ? withoutEnd : undefined;
    default:
      return undefined;
  }
}

const withoutEnd = 'kafka_exporter leaves out commits in a partition without leader, and so its sum falls in an outage';

function negativeLags(theirs: SampleIndex): ReadonlySet<string> {
  const found = new Set<string>();
  for (const { name, labels, value } of theirs.values()) {
    if (name !== 'kafka_consumergroup_lag' || value >= 0) continue;
    const committed = theirs.get(seriesOf({ name: 'kafka_consumergroup_current_offset', labels }));
    // -1 beside no commit is kafka_exporter's way to say so.
    if (committed?.value !== -1) addPair(found, labels);
  }
  return found;
}

/** Commits that kafkascope shows in partitions that kafka_exporter knows, but not their end: they have no leader. */
function commitsWithoutEnd(ours: SampleIndex, theirs: SampleIndex): ReadonlySet<string> {
  const known = new Set<string>();
  const withEnd = new Set<string>();
  for (const { name, labels } of theirs.values()) {
    if (name === 'kafka_topic_partition_replicas') known.add(keyOf(labels.topic, labels.partition));
    if (name === 'kafka_topic_partition_current_offset') withEnd.add(keyOf(labels.topic, labels.partition));
  }
  const found = new Set<string>();
  for (const { name, labels, value } of ours.values()) {
    if (name !== 'kafka_consumergroup_current_offset' || value === -1) continue;
    const partition = keyOf(labels.topic, labels.partition);
    if (known.has(partition) && !withEnd.has(partition)) addPair(found, labels);
  }
  return found;
}

function offsetSums(theirs: SampleIndex): ReadonlySet<string> {
  const sums = [...theirs.values()].filter(({ name }) => name === 'kafka_consumergroup_current_offset_sum');
  return new Set(sums.map(({ labels }) => keyOf(labels.consumergroup, labels.topic)));
}

function addPair(keys: Set<string>, { consumergroup, topic, partition }: Sample['labels']): void {
  keys.add(keyOf(consumergroup, topic)).add(keyOf(consumergroup, topic, partition));
}

export const keyOf = (...parts: readonly (string | undefined)[]): string => JSON.stringify(parts);
