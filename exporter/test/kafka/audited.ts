import type { Metrics } from './exporter-under-test.ts';

/** What an exporter's metrics tell of the audit of a topic and a group; undefined where it tells nothing. */
export function audited(metrics: Metrics, topic: string, consumergroup: string) {
  const of = (name: string) => metrics.value(`kafka_audit_${name}`, { topic, consumergroup });
  return {
    acknowledged: metrics.value('kafka_audit_acknowledged_records_total', { topic }),
    received: of('received_records_total'),
    missing: of('missing_records_total'),
    duplicated: of('duplicated_records_total'),
    completeness: of('completeness_ratio'),
  };
}
