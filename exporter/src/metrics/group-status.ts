import type { DerivedGroupTopic } from '../derived/state.ts';
import { statuses } from '../derived/status.ts';
import { perGroup, perGroupTopic, type Family } from './family.ts';
import { label, labelTable } from './label-table.ts';
import type { View } from './view.ts';

const statusLabels = labelTable(statuses.map((status) => label('status', status)));
const codes = statuses.map((status, code) => `${code} ${status}`).join(', ');

/** What is derived of a pair of a group and a topic, by the columns of derived.groupTopics. */
export function ofPair({ derived, groupOfPair }: View, pair: number): DerivedGroupTopic | undefined {
  const group = groupOfPair[pair] ?? -1;
  return derived.groups[group]?.topics[pair - (derived.groupTopics.groupStart[group] ?? 0)];
}

export const groupStatusFamilies: readonly Family[] = [
  perGroup(
    {
      name: 'kafka_consumergroup_status',
      type: 'gauge',
      help: '1 for the status of the group, which is its worst in any partition, 0 for the others; none while it cannot be judged.',
    },
    ({ derived, groupLabels }, group, text) => {
      const status = derived.groups[group]?.verdict.status;
      if (status === undefined) return;
      statuses.forEach((name, code) => {
        text.write(name === status ? 1 : 0, groupLabels, group, statusLabels, code);
      });
    },
  ),
  perGroupTopic(
    {
      name: 'kafka_consumergroup_topic_status',
      type: 'gauge',
      help: `Status of the group in the topic, by severity: ${codes}.`,
    },
    (view, pair) => {
      const status = ofPair(view, pair)?.verdict.status;
      return status === undefined ? NaN : statuses.indexOf(status);
    },
  ),
];
