import type { SampleIndex } from './drop-in-differences.ts';
import { differenceFacts, documentedReason, keyOf } from './drop-in-differences.ts';
import type { Sample } from './samples.ts';
import { seriesOf } from './samples.ts';

/** What kafka_exporter has under the same name; docs/metrics.md, section 1. */
export const dropInFamilies: ReadonlySet<string> = new Set([
  'kafka_brokers',
  'kafka_broker_info',
  'kafka_topic_partitions',
  'kafka_topic_partition_current_offset',
  'kafka_topic_partition_oldest_offset',
  'kafka_topic_partition_leader',
  'kafka_topic_partition_replicas',
  'kafka_topic_partition_in_sync_replica',
  'kafka_topic_partition_leader_is_preferred',
  'kafka_topic_partition_under_replicated_partition',
  'kafka_consumergroup_current_offset',
  'kafka_consumergroup_current_offset_sum',
  'kafka_consumergroup_lag',
  'kafka_consumergroup_lag_sum',
  'kafka_consumergroup_members',
  'kafka_exporter_build_info',
]);

export interface Difference {
  readonly series: string;
  /** undefined where that side has no such series. */
  readonly theirs: number | undefined;
  readonly ours: number | undefined;
}

export interface Comparison {
  readonly equal: readonly Difference[];
  /** Changed while both were asked, and kafka_exporter's value lies within what was seen before and after. */
  readonly moved: readonly Difference[];
  /** Different on purpose, with the reason. */
  readonly documented: readonly (Difference & { readonly reason: string })[];
  readonly different: readonly Difference[];
  /** kafka_exporter has it, kafkascope has not. */
  readonly missing: readonly Difference[];
  /** kafkascope has it, kafka_exporter has not. */
  readonly extra: readonly Difference[];
}

/** Whether a team that exchanges the binary would notice. */
export function isDropIn({ different, missing, extra }: Comparison): boolean {
  return different.length + missing.length + extra.length === 0;
}

/**
 * Compares kafka_exporter's samples with kafkascope's from before and after them: on a cluster with traffic no two
 * programs read the same offsets, but what kafka_exporter read in between must lie in between. Where nothing moves,
 * `before` and `after` may be the same samples. Only the drop-in families count.
 */
export function compareSamples(
  theirs: readonly Sample[],
  before: readonly Sample[],
  after: readonly Sample[],
): Comparison {
  const result = { equal: [], moved: [], documented: [], different: [], missing: [], extra: [] } as {
    [Kind in keyof Comparison]: Comparison[Kind][number][];
  };
  const sides = { theirs: index(theirs), before: index(before), after: index(after) };
  const facts = differenceFacts(sides.theirs, sides.after, groupsOfNewTypes(after));
  const grown = growth(sides.before, sides.after);
  for (const [series, sample] of new Map([...sides.after, ...sides.before, ...sides.theirs])) {
    const their = sides.theirs.get(series)?.value;
    const earlier = sides.before.get(series)?.value;
    const later = sides.after.get(series)?.value;
    const difference = { series, theirs: their, ours: later ?? earlier };
    const reason = documentedReason(sample, their, facts);
    if (their === earlier && their === later) result.equal.push(difference);
    else if (hasMoved(sample, their, earlier, later, grown)) result.moved.push(difference);
    else if (reason !== undefined) result.documented.push({ ...difference, reason });
    else if (their === undefined) result.extra.push(difference);
    else if (later === undefined) result.missing.push(difference);
    else result.different.push(difference);
  }
  return result;
}

function index(samples: readonly Sample[]): SampleIndex {
  const dropIn = samples.filter(({ name }) => dropInFamilies.has(name));
  // The labels name the program's own build: only that the series is there can be equal.
  return new Map(
    dropIn.map((sample) => [sample.name === 'kafka_exporter_build_info' ? sample.name : seriesOf(sample), sample]),
  );
}

function groupsOfNewTypes(ours: readonly Sample[]): ReadonlySet<string> {
  const info = ours.filter(({ name, labels }) => name === 'kafka_consumergroup_info' && labels.type !== 'classic');
  return new Set(info.map(({ labels }) => labels.consumergroup ?? ''));
}

/** Offsets grown from before to after: by topic and by group and topic, each also with partition. */
function growth(before: SampleIndex, after: SampleIndex): ReadonlyMap<string, number> {
  const sums = new Map<string, number>();
  for (const [series, { name, labels, value }] of after) {
    if (name !== 'kafka_topic_partition_current_offset' && name !== 'kafka_consumergroup_current_offset') continue;
    const { consumergroup, topic, partition } = labels;
    const grown = Math.max(0, value - (before.get(series)?.value ?? value));
    const whole = keyOf(consumergroup, topic);
    sums.set(whole, (sums.get(whole) ?? 0) + grown);
    sums.set(keyOf(consumergroup, topic, partition), grown);
  }
  return sums;
}

/** Whether the series came or went meanwhile, or theirs lies within what it was meanwhile. */
function hasMoved(
  { name, labels }: Sample,
  theirs: number | undefined,
  earlier: number | undefined,
  later: number | undefined,
  grown: ReadonlyMap<string, number>,
): boolean {
  if (earlier === undefined || later === undefined) return earlier !== later;
  if (theirs === undefined) return false;
  let low = Math.min(earlier, later);
  let high = Math.max(earlier, later);
  if (name === 'kafka_consumergroup_lag' || name === 'kafka_consumergroup_lag_sum') {
    // At most what was produced above what was seen, and at most what was consumed below.
    const partition = labels.partition === undefined ? [] : [labels.partition];
    low -= grown.get(keyOf(labels.consumergroup, labels.topic, ...partition)) ?? 0;
    high += grown.get(keyOf(undefined, labels.topic, ...partition)) ?? 0;
  }
  return low < high && theirs >= low && theirs <= high;
}

/**
 * Removes labels that every sample of the drop-in families has with the same value, such as `cluster` and those of
 * --kafka.labels: `kafka_brokers` has none of its own. Returns them beside the samples.
 */
export function withoutConstantLabels(samples: readonly Sample[]): {
  samples: Sample[];
  labels: Record<string, string>;
} {
  const labels = { ...samples.find(({ name }) => name === 'kafka_brokers')?.labels };
  const constant = Object.keys(labels);
  return {
    labels,
    samples: samples.map((sample) => ({
      ...sample,
      labels: Object.fromEntries(Object.entries(sample.labels).filter(([key]) => !constant.includes(key))),
    })),
  };
}
