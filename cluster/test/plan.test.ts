import { createServer, type AddressInfo } from 'node:net';
import { expect, it } from '@jest/globals';
import { planNodes } from '../src/plan.ts';
import { freePorts } from '../src/ports.ts';

const ids = (nodes: readonly { id: number; roles: readonly string[] }[]) =>
  nodes.map(({ id, roles }) => `${id} ${roles.join('+')}`);

it.each([
  [{}, ['1 broker+controller', '2 broker+controller', '3 broker+controller']],
  [{ brokers: 2, controllers: 1 }, ['1 broker', '2 broker', '101 controller']],
  [{ brokers: 1, controllers: 3 }, ['1 broker', '101 controller', '102 controller', '103 controller']],
])('%j', async (options, expected) => {
  expect(ids(await planNodes(options, '/data'))).toEqual(expected);
});

it('gives every listener a port of its own', async () => {
  const nodes = await planNodes({ jmx: true, controllers: 3 }, '/data');
  const ports = nodes.flatMap((node) => [node.clientPort, node.internalPort, node.controllerPort, node.jmxPort]);
  const given = ports.filter((port) => port !== undefined);
  expect(given).toHaveLength(3 * 3 + 3);
  expect(new Set(given).size).toBe(given.length);
});

it('names a port that is taken', async () => {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await expect(planNodes({ brokers: 1, ports: [port] }, '/data')).rejects.toThrow(`Port ${port} on 127.0.0.1`);
  server.close();
});

it.each([[{ brokers: 0 }], [{ brokers: 1.5 }], [{ controllers: 0 }]])('refuses %j', async (options) => {
  await expect(planNodes(options, '/data')).rejects.toThrow('at least one');
});

it('finds distinct free ports', async () => {
  expect(new Set(await freePorts(20)).size).toBe(20);
});
