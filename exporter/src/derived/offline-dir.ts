import type { Snapshot } from '../snapshot/snapshot.ts';
import { aboutRisk } from './about-risk.ts';
import type { Observation } from './finding.ts';

/** A log dir that a broker has given up, one for each broker: its replicas are not served until the broker restarts. */
export function observeOfflineDirs({ brokers }: Snapshot): Observation[] {
  return brokers.flatMap(({ id, logDirs }): Observation[] => {
    const offline = logDirs.filter(({ online }) => !online);
    if (offline.length === 0) return [];
    return [
      {
        ...aboutRisk('log_dir_offline', { broker: id }),
        severity: 'critical',
        title: `Broker ${String(id)}: ${offline.map(({ path }) => path).join(', ')} is offline`,
        evidence: `The broker answers DescribeLogDirs with ${offline.map(({ error }) => error ?? 'no reason').join(', ')}.`,
        advice:
          'Look into the log of the broker for the cause: a full disk, a broken one, missing rights. Then restart it: it does not take the dir back by itself.',
        runbook: 'log-dir-offline',
      },
    ];
  });
}
