import { expect, it } from '@jest/globals';
import { once } from 'node:events';
import { createServer, type AddressInfo, type Socket } from 'node:net';
import { poolOptions } from '../../src/kafka/connection-settings.ts';

it('cuts every connection to a broker: kafkajs has one of its own for Fetch', async () => {
  const server = createServer((socket) => socket.on('error', () => undefined).resume()).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const { options, cut } = poolOptions('127.0.0.1', port, {
    tls: undefined,
    sasl: undefined,
    connectTimeoutMs: 1_000,
    requestTimeoutMs: 1_000,
    debug: () => undefined,
    onRequest: () => undefined,
  });
  const make = options.socketFactory as (options: object) => Socket;
  const sockets = [1, 2].map(() => make({ host: '127.0.0.1', port, onConnect: () => undefined }));
  await Promise.all(sockets.map((socket) => once(socket, 'connect')));
  const closed = Promise.all(
    sockets.map((socket) => {
      socket.on('error', () => undefined);
      return new Promise((resolve) => socket.on('close', resolve));
    }),
  );
  cut(new Error('it does not answer'));
  await closed;
  expect(sockets.map(({ destroyed }) => destroyed)).toEqual([true, true]);
  server.close();
  await once(server, 'close');
});
