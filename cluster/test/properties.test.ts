import { describe, expect, it } from '@jest/globals';
import type { ClusterOptions, Node } from '../src/options.ts';
import { formatProperties, serverProperties } from '../src/properties.ts';

const broker = (id: number): Node => ({
  id,
  roles: ['broker', 'controller'],
  clientPort: 9090 + id,
  internalPort: 9190 + id,
  controllerPort: 9290 + id,
  jmxPort: undefined,
  rack: undefined,
  directory: `/data/broker-${id}`,
});
const controller: Node = {
  ...broker(101),
  roles: ['controller'],
  clientPort: undefined,
  internalPort: undefined,
  controllerPort: 9391,
};
const three = [broker(1), broker(2), broker(3)];

const properties = (options: ClusterOptions, nodes: readonly Node[] = three, node = broker(1)) =>
  serverProperties(options, nodes, node, {});

describe('properties of a server', () => {
  it('binds every listener to loopback', () => {
    expect(properties({})).toMatchObject({
      'node.id': '1',
      'process.roles': 'broker,controller',
      listeners: 'CLIENT://127.0.0.1:9091,INTERNAL://127.0.0.1:9191,CONTROLLER://127.0.0.1:9291',
      'advertised.listeners': 'CLIENT://127.0.0.1:9091,INTERNAL://127.0.0.1:9191',
      'controller.quorum.voters': '1@127.0.0.1:9291,2@127.0.0.1:9292,3@127.0.0.1:9293',
      'log.dirs': '/data/broker-1/data',
    });
  });

  it.each([
    [1, '1', '1'],
    [2, '2', '2'],
    [3, '3', '2'],
  ])('%i brokers keep %s copies, %s of them in sync', (count, replication, minInsync) => {
    expect(properties({}, three.slice(0, count))).toMatchObject({
      'default.replication.factor': replication,
      'offsets.topic.replication.factor': replication,
      'share.coordinator.state.topic.replication.factor': replication,
      'min.insync.replicas': minInsync,
      'transaction.state.log.min.isr': minInsync,
    });
  });

  it('gives a dedicated controller no listener for clients', () => {
    const made = properties({}, [...three, controller], controller);
    expect(made.listeners).toBe('CONTROLLER://127.0.0.1:9391');
    expect(made['advertised.listeners']).toBeUndefined();
    expect(made['inter.broker.listener.name']).toBeUndefined();
  });

  it('advertises to clients what it is told to, and the truth to other brokers', () => {
    expect(properties({ advertised: { 1: 'kafka.invalid:9092' } })['advertised.listeners']).toBe(
      'CLIENT://kafka.invalid:9092,INTERNAL://127.0.0.1:9191',
    );
  });

  it.each([
    ['plaintext' as const, 'PLAINTEXT'],
    [{ tls: true }, 'SSL'],
    [{ tls: false, sasl: ['PLAIN' as const] }, 'SASL_PLAINTEXT'],
    [{ tls: true, sasl: ['PLAIN' as const] }, 'SASL_SSL'],
  ])('%j speaks %s to clients', (security, protocol) => {
    expect(properties({ security })['listener.security.protocol.map']).toContain(`CLIENT:${protocol},`);
  });

  it('lets the caller have the last word, for all or by node', () => {
    expect(properties({ brokerConfig: { 'min.insync.replicas': '1' } })['min.insync.replicas']).toBe('1');
    expect(properties({ brokerConfig: (id) => ({ 'log.retention.ms': String(id) }) })['log.retention.ms']).toBe('1');
  });
});

it('escapes what a properties file would read otherwise', () => {
  expect(formatProperties({ a: 'x\\y', b: 'one\ntwo' })).toBe('a=x\\\\y\nb=one\\ntwo\n');
});
