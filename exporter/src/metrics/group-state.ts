import type { ConsumerGroup, GroupType } from '../snapshot/snapshot.ts';
import { perGroup, type Family } from './family.ts';
import { label, labelTable, labels } from './label-table.ts';

/** States as Kafka names them (org.apache.kafka.common.GroupState), by type of group. */
const statesOf: Readonly<Record<GroupType, readonly string[]>> = {
  classic: ['PreparingRebalance', 'CompletingRebalance', 'Stable', 'Empty', 'Dead'],
  consumer: ['Assigning', 'Reconciling', 'Stable', 'Empty', 'Dead'],
  share: ['Stable', 'Empty', 'Dead'],
  streams: ['NotReady', 'Assigning', 'Reconciling', 'Stable', 'Empty', 'Dead'],
};
const allStates = [...new Set(Object.values(statesOf).flat())];
const stateLabels = labelTable(allStates.map((state) => label('state', state)));

const state = perGroup(
  {
    name: 'kafka_consumergroup_state',
    type: 'gauge',
    help: '1 for the state that the group is in, 0 for the others that a group of its type can be in.',
  },
  ({ snapshot, groupLabels }, index, text) => {
    const group = snapshot.groups[index];
    if (group?.state === undefined) return;
    const usual = statesOf[group.type];
    for (const name of usual) {
      text.write(name === group.state ? 1 : 0, groupLabels, index, stateLabels, allStates.indexOf(name));
    }
    // A state that a newer Kafka invented.
    if (!usual.includes(group.state)) {
      text.writeWith(1, groupLabels, index, label('state', group.state));
    }
  },
);

const members = perGroup(
  { name: 'kafka_consumergroup_members', type: 'gauge', help: 'Number of members of the group.' },
  ({ snapshot, groupLabels }, index, text) => {
    text.write(snapshot.groups[index]?.members?.length ?? NaN, groupLabels, index);
  },
);

const info = perGroup(
  {
    name: 'kafka_consumergroup_info',
    type: 'gauge',
    help: 'Type of the group, its protocol or assignor, and the broker that coordinates it; always 1.',
  },
  ({ snapshot, groupLabels }, index, text) => {
    const group = snapshot.groups[index];
    if (group !== undefined) text.writeWith(1, groupLabels, index, infoLabels(group));
  },
);

function infoLabels({ type, protocol, coordinator }: ConsumerGroup): string {
  return labels({ type, protocol, coordinator });
}

export const groupStateFamilies: readonly Family[] = [members, state, info];
