import { observationKey, type Bottleneck, type Observation } from '../finding.ts';

interface Seen {
  readonly name: Bottleneck;
  readonly severity?: 'info' | 'warning';
  readonly topic?: string;
  readonly group?: string;
  readonly partitions?: readonly number[];
  /** Records behind. */
  readonly records?: number;
  readonly title: string;
  readonly evidence: string;
  readonly advice: string;
}

export function bottleneck({ name, topic, group, partitions = [], records, ...seen }: Seen): Observation {
  return {
    key: observationKey('bottleneck', name, { topic, group }),
    kind: 'bottleneck',
    name,
    certainty: 'proved',
    severity: seen.severity ?? 'warning',
    topic,
    group,
    broker: undefined,
    partitions: partitions.toSorted((left, right) => left - right).slice(0, 10),
    records,
    bound: records === undefined ? undefined : 'upper',
    title: seen.title,
    evidence: seen.evidence,
    advice: seen.advice,
    runbook: 'bottleneck',
  };
}
