import { observationKey } from './finding.ts';

interface Subject {
  readonly topic?: string | undefined;
  readonly group?: string | undefined;
  readonly broker?: number | undefined;
}

/** What observations of the kind `risk` have alike; whoever spreads it adds the rest, and what is otherwise. */
export function aboutRisk(name: string, { topic, group, broker }: Subject) {
  return {
    key: observationKey('risk', name, { topic, group, broker }),
    kind: 'risk',
    name,
    certainty: 'proved',
    topic,
    group,
    broker,
    partitions: [],
    records: undefined,
    bound: undefined,
  } as const;
}
