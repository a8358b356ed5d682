import type { Snapshot } from '../snapshot/snapshot.ts';
import { aboutRisk } from './about-risk.ts';
import type { Observation } from './finding.ts';

/** What runs goes on without a controller, and nobody notices until the next broker fails. */
export function observeNoController({ quorum }: Snapshot): Observation[] {
  if (quorum === undefined || quorum.leaderId >= 0) return [];
  return [
    {
      ...aboutRisk('no_controller', {}),
      severity: 'critical',
      title: 'No controller answers: no partition gets a new leader, and no topic can be made',
      evidence:
        'Brokers answer what they know themselves, and not what they pass on to the controller (DescribeQuorum), or it says that none is elected.',
      advice: 'Start the controllers that are away: a majority of them is needed. What runs goes on until then.',
      runbook: 'no-controller',
    },
  ];
}
