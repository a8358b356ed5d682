import type { EdgeAudit } from '../api.ts';
import type { AuditState } from '../audit/audit-state.ts';

/** What probes tell of groups and topics; undefined of those that are not audited. */
export function edgeAudits(audit: AuditState | undefined): (topic: string, group: string) => EdgeAudit | undefined {
  const known = new Map<string, EdgeAudit>();
  for (const { topic, groups } of audit?.topics ?? []) {
    for (const { group, completeness, latency, latencySumMs } of groups) {
      const records = latency.reduce((sum, count) => sum + count, 0);
      known.set(JSON.stringify([topic, group]), {
        completeness: Number.isNaN(completeness) ? null : completeness,
        latencySeconds: records === 0 ? null : latencySumMs / records / 1000,
      });
    }
  }
  return (topic, group) => known.get(JSON.stringify([topic, group]));
}
