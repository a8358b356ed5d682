import { selector, type Matchers } from './promql.ts';
import type { Subject } from './subject.ts';

/** What Prometheus can be asked about one thing. */
export interface Recipe {
  /** What the answer is. */
  readonly title: string;
  readonly promql: string;
}

/** When Prometheus is to call somebody about one thing. */
export interface AlertRule {
  readonly alert: string;
  readonly expr: string;
  /** How long it must hold: '5m'. */
  readonly lasting: string;
  readonly severity: 'warning' | 'critical';
  readonly summary: string;
  /** Name of the runbook; undefined where the exporter that tells of it cannot be known. */
  readonly runbook: string | undefined;
}

export interface Recipes {
  readonly queries: readonly Recipe[];
  readonly rules: readonly AlertRule[];
}

/**
 * The questions and alerts about a subject alone; none where no metric tells of it.
 * @param cluster '' where it has no name, and the metrics no label for it.
 */
export function recipesOf(subject: Subject, cluster: string): Recipes {
  const { kind, topic = '', groups = [] } = subject;
  switch (kind) {
    case 'topic':
      return topicRecipes({ cluster, topic });
    case 'writing':
      return writingRecipes({ cluster, topic });
    case 'group':
    case 'application':
      return groups.length === 0 ? nothing : readerRecipes({ cluster, consumergroup: groups });
    case 'reading':
      return groups.length === 0 ? nothing : readerRecipes({ cluster, consumergroup: groups, topic });
    case 'broker':
      return brokerRecipes(cluster, subject.id.slice('broker:'.length));
    case 'producer':
    case 'member':
    case 'more':
      return nothing;
  }
}

const nothing: Recipes = { queries: [], rules: [] };

function topicRecipes(own: Matchers): Recipes {
  const underReplicated = `sum by (topic, instance) (${selector('kafka_topic_partition_under_replicated_partition', own)})`;
  return {
    queries: [
      { title: 'Records written per second', promql: producedPerSecond(own) },
      { title: 'Seconds that each reader is behind', promql: selector('kafka_consumergroup_max_lag_seconds', own) },
      { title: 'Records that each reader is behind', promql: selector('kafka_consumergroup_lag_sum', own) },
      { title: 'Partitions with too few copies in sync', promql: underReplicated },
    ],
    rules: [
      {
        alert: 'KafkaTopicUnderReplicated',
        expr: `${underReplicated} > 0`,
        lasting: '10m',
        severity: 'warning',
        summary: 'Topic {{ $labels.topic }} has {{ $value }} partitions with replicas that are not in sync.',
        runbook: 'partitions-under-replicated',
      },
    ],
  };
}

function writingRecipes(own: Matchers): Recipes {
  return {
    queries: [{ title: 'Records written per second, whoever writes', promql: producedPerSecond(own) }],
    rules: [
      {
        alert: 'KafkaTopicSilent',
        expr: `rate(${selector('kafka_topic_records_produced_total', own)}[15m]) == 0`,
        lasting: '5m',
        severity: 'warning',
        summary: 'Nobody has written into topic {{ $labels.topic }} for 15 minutes.',
        runbook: undefined,
      },
    ],
  };
}

function readerRecipes(own: Matchers): Recipes {
  const [behind, status] = [
    selector('kafka_consumergroup_max_lag_seconds', own),
    selector('kafka_consumergroup_topic_status', own),
  ];
  return {
    queries: [
      { title: 'Seconds behind', promql: behind },
      { title: 'Records behind', promql: selector('kafka_consumergroup_lag_sum', own) },
      {
        title: 'Records read per second',
        promql: `rate(${selector('kafka_consumergroup_records_consumed_total', own)}[5m])`,
      },
      { title: 'Status: 0 OK, 1 REWIND, 2 WARN, 3 STALL, 4 STOP', promql: status },
    ],
    rules: [
      {
        alert: 'KafkaReaderBehind',
        expr: `${behind} > 600`,
        lasting: '5m',
        severity: 'warning',
        summary:
          'Group {{ $labels.consumergroup }} is {{ $value | humanizeDuration }} behind in topic {{ $labels.topic }}.',
        runbook: 'group-behind',
      },
      {
        alert: 'KafkaReaderStandsStill',
        expr: `${status} >= 3`,
        lasting: '1m',
        severity: 'critical',
        summary: 'Group {{ $labels.consumergroup }} does not read topic {{ $labels.topic }}, in which records wait.',
        runbook: 'group-stalled',
      },
    ],
  };
}

function brokerRecipes(cluster: string, broker: string): Recipes {
  const up = `absent(${selector('kafka_broker_info', { cluster, id: broker })})`;
  const free = selector('kafka_broker_log_dir_usable_bytes', { cluster, broker });
  const size = selector('kafka_broker_log_dir_total_bytes', { cluster, broker });
  return {
    queries: [
      { title: '1 while the broker is missing', promql: up },
      {
        title: 'Partitions that it leads',
        promql: `count(${selector('kafka_topic_partition_leader', { cluster })} == ${broker})`,
      },
      { title: 'Part of each disk that is free', promql: `${free} / ${size}` },
    ],
    rules: [
      {
        alert: 'KafkaBrokerDown',
        // Where nobody can look, nobody knows whether it is down.
        expr: `${up} and on () ${selector('kafka_up', { cluster })} == 1`,
        lasting: '1m',
        severity: 'critical',
        summary: `Broker ${broker} is missing from the cluster.`,
        runbook: undefined,
      },
      {
        alert: 'KafkaBrokerDiskNearlyFull',
        expr: `${free} / ${size} < 0.1`,
        lasting: '10m',
        severity: 'warning',
        summary: `Broker ${broker} has {{ $value | humanizePercentage }} of {{ $labels.log_dir }} left.`,
        runbook: 'disk-full',
      },
    ],
  };
}

function producedPerSecond(own: Matchers): string {
  return `rate(${selector('kafka_topic_records_produced_total', own)}[5m])`;
}

/** A whole file of rules for Prometheus. Names stand in expressions only, where they are quoted. */
export function ruleFile(rules: readonly AlertRule[]): string {
  return ['groups:', '  - name: kafkascope', '    rules:', ...rules.flatMap(ruleLines), ''].join('\n');
}

function ruleLines({ alert, expr, lasting, severity, summary, runbook }: AlertRule): string[] {
  return [
    `      - alert: ${alert}`,
    '        expr: |-',
    `          ${expr}`,
    `        for: ${lasting}`,
    `        labels: { severity: ${severity} }`,
    '        annotations:',
    `          summary: '${summary}'`,
    ...(runbook === undefined ? [] : [`          runbook_url: 'http://{{ $labels.instance }}/runbooks/${runbook}'`]),
  ];
}
