import type { ConsumerGroup, Partitions } from '../snapshot/snapshot.ts';
import { perGroup, type Family } from './family.ts';
import { label, labelTable, labels } from './label-table.ts';

export const memberFamilies: readonly Family[] = [
  perGroup(
    {
      name: 'kafka_consumergroup_member_assigned_partitions',
      type: 'gauge',
      help: 'Partitions of the topic that the clients of this id and host have assigned in the group.',
    },
    ({ snapshot, showMembers, topicLabels }, index, text) => {
      const group = snapshot.groups[index];
      if (!showMembers || group === undefined) return;
      for (const [client, topics] of countByClient(group, snapshot.partitions)) {
        const prefix = labelTable([`${label('consumergroup', group.id)},${client}`]);
        for (const [topic, count] of topics) text.write(count, prefix, 0, topicLabels, topic);
      }
    },
  ),
];

/** Partitions by client and topic: several members may share a client id and a host, and give one sample. */
function countByClient(group: ConsumerGroup, partitions: Partitions): Map<string, Map<number, number>> {
  const clients = new Map<string, Map<number, number>>();
  for (const { clientId, host, assigned } of group.members ?? []) {
    const client = labels({ client_id: clientId, client_host: clientHost(host) });
    const topics = clients.get(client) ?? new Map<number, number>();
    clients.set(client, topics);
    for (const partition of assigned ?? []) {
      const topic = partitions.topic[partition] ?? -1;
      topics.set(topic, (topics.get(topic) ?? 0) + 1);
    }
  }
  return clients;
}

/** Brokers write an address as Java does, with a slash before it. */
function clientHost(host: string): string {
  return host.startsWith('/') ? host.slice(1) : host;
}
