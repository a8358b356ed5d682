import type { Breach } from './breach.ts';
import { observationKey, type Observation } from './finding.ts';
import { counted, inThousands } from './in-words.ts';

const contradictions: Readonly<Record<Breach['kind'], { readonly what: string; readonly advice: string }>> = {
  'log-start-beyond-end': {
    what: 'the log starts beyond its own end',
    advice: 'Compare the leader with the other replicas of the partition (kafka-get-offsets, kafka-log-dirs).',
  },
  'committed-beyond-end': {
    what: 'offsets are committed beyond the end of the log',
    advice:
      'The log was cut or the topic created anew after the commit. The consumer will reset its position as auto.offset.reset says: check where it goes on.',
  },
  'committed-before-log-start': {
    what: 'records behind the committed offset are already deleted',
    advice:
      'The consumer will reset its position as auto.offset.reset says. If these records mattered, raise the retention until it keeps up.',
  },
};

/** One for each breach: offsets of one refresh that cannot all be true of a healthy group. */
export function observeBreaches(breaches: readonly Breach[]): Observation[] {
  return breaches.map(({ kind, topic, group, partitions, example }): Observation => {
    const { what, advice } = contradictions[kind];
    const committed = example.committed === undefined ? '' : `committed ${inThousands(example.committed)}, `;
    return {
      key: observationKey('breach', kind, { topic, group }),
      kind: 'breach',
      name: kind,
      certainty: 'proved',
      severity: 'warning',
      topic,
      group,
      broker: undefined,
      partitions: [example.partition],
      records: undefined,
      bound: undefined,
      title: `${group === undefined ? '' : `${group} in `}${topic}: ${what} in ${counted(partitions, 'partition')}`,
      evidence: `Partition ${String(example.partition)}: log start ${inThousands(example.logStart)}, ${committed}end ${inThousands(example.end)}, all read in one refresh and in this order.`,
      advice,
      runbook: 'offsets-contradict',
    };
  });
}
