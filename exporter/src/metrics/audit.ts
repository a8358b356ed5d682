import { latencyBoundsMs } from '../../../probe/src/beacon.ts';
import type { AuditedGroup, AuditedTopic, AuditState } from '../audit/audit-state.ts';
import { isUp } from '../derived/freshness.ts';
import type { ClusterState } from '../derived/state.ts';
import { formats } from './format.ts';
import { labels } from './label-table.ts';

type Labels = Readonly<Record<string, string>>;
interface AuditFamily {
  readonly name: string;
  readonly type: 'gauge' | 'counter';
  readonly help: string;
  /** NaN where there is no sample. */
  readonly ofTopic?: (topic: AuditedTopic) => number;
  readonly ofGroup?: (group: AuditedGroup) => number;
}

const families: readonly AuditFamily[] = [
  {
    name: 'kafka_audit_acknowledged_records_total',
    type: 'counter',
    help: 'Records that brokers acknowledged to producers with a probe, and those without an answer that arrived.',
    ofTopic: ({ acknowledged }) => acknowledged,
  },
  {
    name: 'kafka_audit_received_records_total',
    type: 'counter',
    help: 'Records that consumers of the group with a probe have handled, each once.',
    ofGroup: ({ received }) => received,
  },
  {
    name: 'kafka_audit_missing_records_total',
    type: 'counter',
    help: 'Records that were acknowledged and that the group never received, as far as it is proved.',
    ofGroup: ({ missing }) => missing,
  },
  {
    name: 'kafka_audit_duplicated_records_total',
    type: 'counter',
    help: 'Records that the group received more than once at different offsets: they were written more than once.',
    ofGroup: ({ duplicated }) => duplicated,
  },
  {
    name: 'kafka_audit_redelivered_records_total',
    type: 'counter',
    help: 'Records that the group received more than once from the same offset, after a rebalance for example.',
    ofGroup: ({ redelivered }) => redelivered,
  },
  {
    name: 'kafka_audit_late_records_total',
    type: 'counter',
    help: 'Records that the group handled later than --audit.deadline after they were handed over, or than the class of latency below it.',
    ofGroup: ({ late }) => late,
  },
  {
    name: 'kafka_audit_completeness_ratio',
    type: 'gauge',
    help: 'Which part of the acknowledged records the group received, in the buckets that were closed in the last hour.',
    ofGroup: ({ completeness }) => completeness,
  },
];

const latency = {
  name: 'kafka_audit_end_to_end_latency_seconds',
  help: 'Time from handing a record over to the producer until the consumer has handled it, by the clocks of both.',
};

interface AuditedCluster {
  readonly labels: Labels;
  readonly audit: AuditState;
}

/** The audit in the Prometheus text format: written once for each refresh, however often it is scraped. */
export class AuditText {
  #of: readonly AuditedCluster[] = [];
  #text = '';

  /** Of all clusters that are up. */
  text(states: readonly ClusterState[], labelsOf: (cluster: string) => Labels, nowMs: number): string {
    const clusters = states.flatMap((state): AuditedCluster[] => {
      const audit = isUp(state, nowMs) ? state.current?.derived.audit : undefined;
      return audit === undefined ? [] : [{ labels: labelsOf(state.name), audit }];
    });
    const isSame =
      clusters.length === this.#of.length && clusters.every(({ audit }, i) => audit === this.#of[i]?.audit);
    if (!isSame) [this.#of, this.#text] = [clusters, write(clusters)];
    return this.#text;
  }
}

function write(clusters: readonly AuditedCluster[]): string {
  const audited = clusters.flatMap(({ labels: ofCluster, audit }) =>
    audit.topics.map((topic) => ({ topic, own: { ...ofCluster, topic: topic.topic } })),
  );
  if (audited.length === 0) return '';
  const pairs = audited.flatMap(({ topic, own }) =>
    topic.groups.map((group) => ({ group, own: { ...own, consumergroup: group.group } })),
  );
  const texts = families.map(({ name, type, help, ofTopic, ofGroup }) => {
    const lines = [
      ...audited.map(({ topic, own }) => line(name, own, ofTopic?.(topic) ?? NaN)),
      ...pairs.map(({ group, own }) => line(name, own, ofGroup?.(group) ?? NaN)),
    ].join('');
    return lines === '' ? '' : formats.text.heading({ name, type, help }) + lines;
  });
  const histograms = pairs.map(({ group, own }) => histogram(group, own)).join('');
  if (histograms !== '')
    texts.push(`# HELP ${latency.name} ${latency.help}\n# TYPE ${latency.name} histogram\n${histograms}`);
  return texts.join('');
}

function line(name: string, own: Labels, value: number): string {
  return Number.isNaN(value) ? '' : `${name}{${labels(own)}} ${value}\n`;
}

function histogram({ latency: counts, latencySumMs }: AuditedGroup, own: Labels): string {
  let below = 0;
  const lines = counts.map((count, index) => {
    below += count;
    const bound = latencyBoundsMs[index];
    return line(`${latency.name}_bucket`, { ...own, le: bound === undefined ? '+Inf' : String(bound / 1000) }, below);
  });
  return [
    ...lines,
    line(`${latency.name}_sum`, own, latencySumMs / 1000),
    line(`${latency.name}_count`, own, below),
  ].join('');
}
