import type { Cluster } from '../../../cluster/src/cluster.ts';
import type { ClusterConfig } from '../../src/config/config.ts';
import { ClusterConnections } from '../../src/kafka/cluster-connections.ts';
import type { ConnectionSettings } from '../../src/kafka/connection-settings.ts';
import type { ConsumerGroup, Snapshot, Topic } from '../../src/snapshot/snapshot.ts';
import { SnapshotTaker } from '../../src/snapshot/take-snapshot.ts';
import { usualCollectors } from '../usual-collectors.ts';

const everything = { matches: () => true };

export const plaintext: ConnectionSettings = {
  tls: undefined,
  sasl: undefined,
  connectTimeoutMs: 3_000,
  requestTimeoutMs: 10_000,
  debug: () => undefined,
  onRequest: () => undefined,
};

/** Takes snapshots of all of a cluster without TLS, with every collector on. `close` ends its connections. */
export function takerOf(
  cluster: Cluster,
  changes: Partial<ClusterConfig> = {},
): { readonly taker: SnapshotTaker; readonly close: () => void } {
  const brokers = changes.brokers ?? cluster.bootstrap.split(',');
  const connections = new ClusterConnections(brokers, { ...plaintext, sasl: changes.sasl });
  const config: ClusterConfig = {
    name: '',
    brokers,
    labels: {},
    topics: everything,
    groups: everything,
    showAllOffsets: true,
    tls: undefined,
    sasl: undefined,
    sourceHeaders: [],
    audit: undefined,
    collectors: usualCollectors,
    ...changes,
  };
  const software = { name: 'kafkascope', version: 'test' };
  return {
    taker: new SnapshotTaker({ cluster: config, connections, software, timeoutMs: 10_000, now: Date.now }),
    close: () => connections.close(),
  };
}

export function groupOf(snapshot: Snapshot, id: string): ConsumerGroup {
  const group = snapshot.groups.find((candidate) => candidate.id === id);
  if (group === undefined)
    throw new Error(`no group ${id}, only ${snapshot.groups.map((known) => known.id).join(', ')}`);
  return group;
}

export function topicOf(snapshot: Snapshot, name: string): Topic {
  const topic = snapshot.topics.find((candidate) => candidate.name === name);
  if (topic === undefined) throw new Error(`no topic ${name}`);
  return topic;
}
