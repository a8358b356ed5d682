import path from 'node:path';
import type { ClusterOptions, Node, Properties } from './options.ts';

/** Folder of a node's data, below its folder. */
export const dataFolder = 'data';

/**
 * A node's server.properties.
 *
 * Three listeners, all on loopback: CLIENT is what the options ask for; INTERNAL, plaintext, is for the
 * brokers among themselves and for tools, so that TLS, SASL and unreachable advertised addresses stay
 * the clients' business; CONTROLLER is the quorum's.
 */
export function serverProperties(
  options: ClusterOptions,
  nodes: readonly Node[],
  node: Node,
  security: Properties,
): Properties {
  const brokers = nodes.filter(({ roles }) => roles.includes('broker')).length;
  const replication = String(Math.min(3, brokers));
  const minInsync = String(Math.min(2, brokers));
  const address = (port: number): string => `127.0.0.1:${port}`;
  const listeners: string[] = [];
  const advertised: string[] = [];
  if (node.clientPort !== undefined && node.internalPort !== undefined) {
    const internal = `INTERNAL://${address(node.internalPort)}`;
    listeners.push(`CLIENT://${address(node.clientPort)}`, internal);
    advertised.push(`CLIENT://${options.advertised?.[node.id] ?? address(node.clientPort)}`, internal);
  }
  if (node.controllerPort !== undefined) listeners.push(`CONTROLLER://${address(node.controllerPort)}`);
  const voters = nodes.flatMap(({ id, controllerPort }) =>
    controllerPort === undefined ? [] : [`${id}@${address(controllerPort)}`],
  );
  const given = options.brokerConfig;
  return {
    'node.id': String(node.id),
    'process.roles': node.roles.join(','),
    'controller.quorum.voters': voters.join(','),
    'controller.listener.names': 'CONTROLLER',
    listeners: listeners.join(','),
    ...(advertised.length > 0 && {
      'advertised.listeners': advertised.join(','),
      'inter.broker.listener.name': 'INTERNAL',
    }),
    'listener.security.protocol.map': `CLIENT:${clientProtocol(options)},INTERNAL:PLAINTEXT,CONTROLLER:PLAINTEXT`,
    'log.dirs': path.join(node.directory, dataFolder),
    ...(node.rack !== undefined && { 'broker.rack': node.rack }),
    'default.replication.factor': replication,
    'min.insync.replicas': minInsync,
    ...internalTopics(replication, minInsync),
    // A test or a demo that mistypes a topic's name should hear of it.
    'auto.create.topics.enable': 'false',
    // No waiting for a group's further members: the picture of a group is complete at once.
    'group.initial.rebalance.delay.ms': '0',
    ...security,
    ...(typeof given === 'function' ? given(node.id) : given),
  };
}

/** Fewer partitions than Kafka's 50 each: they are made while somebody waits for the first group. */
function internalTopics(replication: string, minInsync: string): Properties {
  return {
    'offsets.topic.num.partitions': '12',
    'offsets.topic.replication.factor': replication,
    'transaction.state.log.num.partitions': '12',
    'transaction.state.log.replication.factor': replication,
    'transaction.state.log.min.isr': minInsync,
    'share.coordinator.state.topic.num.partitions': '12',
    'share.coordinator.state.topic.replication.factor': replication,
    'share.coordinator.state.topic.min.isr': minInsync,
  };
}

function clientProtocol({ security = 'plaintext' }: ClusterOptions): string {
  if (security === 'plaintext') return 'PLAINTEXT';
  const sasl = security.sasl !== undefined && security.sasl.length > 0;
  return `${sasl ? 'SASL_' : ''}${security.tls ? 'SSL' : 'PLAINTEXT'}`;
}

/** As a Java properties file; values are escaped, keys are Kafka's own and need none. */
export function formatProperties(properties: Properties): string {
  return Object.entries(properties)
    .map(([key, value]) => `${key}=${value.replaceAll('\\', '\\\\').replaceAll('\n', '\\n')}\n`)
    .join('');
}
