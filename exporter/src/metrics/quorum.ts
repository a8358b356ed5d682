import { perCluster, type Family } from './family.ts';
import { labels } from './label-table.ts';

export const quorumFamilies: readonly Family[] = [
  perCluster(
    { name: 'kafka_cluster_info', type: 'gauge', help: 'Id of the cluster and its metadata version; always 1.' },
    ({ snapshot: { clusterId, quorum } }, text) => {
      if (clusterId === undefined && quorum?.metadataVersion === undefined) return;
      text.writeText(1, labels({ cluster_id: clusterId ?? '', metadata_version: quorum?.metadataVersion ?? '' }));
    },
  ),
  perCluster(
    {
      name: 'kafka_active_controllers',
      type: 'gauge',
      help: 'Active controllers that the KRaft quorum knows of: 1, or 0 while none is elected or none answers a broker.',
    },
    ({ snapshot: { quorum } }, text) => {
      if (quorum !== undefined) text.writeText(quorum.leaderId >= 0 ? 1 : 0, '');
    },
  ),
  perCluster(
    { name: 'kafka_quorum_leader_id', type: 'gauge', help: 'Node id of the active controller.' },
    ({ snapshot: { quorum } }, text) => {
      if (quorum !== undefined && quorum.leaderId >= 0) text.writeText(quorum.leaderId, '');
    },
  ),
  perCluster(
    {
      name: 'kafka_quorum_voter_lag',
      type: 'gauge',
      help: 'Metadata records that a voter of the KRaft quorum is behind its leader.',
    },
    ({ snapshot: { quorum } }, text) => {
      for (const { id, lag } of quorum?.voters ?? []) text.writeText(lag, labels({ voter: id }));
    },
  ),
];
