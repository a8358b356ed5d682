import { perGroup, type Family } from './family.ts';

export const shareGroupFamilies: readonly Family[] = [
  perGroup(
    {
      name: 'kafka_consumergroup_share_lag',
      type: 'gauge',
      help: 'Records of the partition that a share group has still to process, as its coordinator says.',
    },
    ({ snapshot, groupLabels, partitionLabels }, group, text) => {
      const share = snapshot.groups[group]?.share;
      share?.partition.forEach((partition, place) => {
        text.write(share.lag[place] ?? NaN, groupLabels, group, partitionLabels, partition);
      });
    },
  ),
];
