import path from 'node:path';

/** What both exporters are started with. In this order: the last case ends a broker. */
export interface DropInCase {
  readonly name: string;
  readonly flags: readonly string[];
  readonly withoutBroker3: boolean;
}

export const dropInCases: readonly DropInCase[] = [
  { name: 'defaults', flags: [], withoutBroker3: false },
  {
    name: 'filters-and-labels',
    flags: [
      '--topic.filter=(?i)ORDERS|pay|audit',
      '--topic.exclude=^__',
      '--group.filter=-|_',
      '--group.exclude=^beyond',
      '--kafka.labels=env=test,team=data',
    ],
    withoutBroker3: false,
  },
  { name: 'no-offset.show-all', flags: ['--no-offset.show-all'], withoutBroker3: false },
  { name: 'broker-down', flags: [], withoutBroker3: true },
];

/** kafka_exporter's recorded answer. */
export function fixturePath({ name }: DropInCase): string {
  return path.join(import.meta.dirname, '../fixtures/drop-in', `${name === 'defaults' ? 'kafka_exporter' : name}.txt`);
}
