import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { Kafka, logLevel } from 'kafkajs';
import type { Beacon } from '../src/beacon.ts';
import { instrument } from '../src/index.ts';
import { Ledger } from '../src/ledger.ts';
import { httpSender, RefusedBeacons } from '../src/sender.ts';

/** Beacons over HTTP to a server that is really there. */

const requests: Beacon[][] = [];
let answerAfterMs = 0;
/** Of the next answers; then 202. */
const statuses: number[] = [];
const server = createServer((request, response) => {
  void text(request).then((body) => {
    requests.push(JSON.parse(body) as Beacon[]);
    setTimeout(() => response.writeHead(statuses.shift() ?? 202).end('{}'), answerAfterMs);
  });
});
let url: string;

beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`;
});
afterAll(async () => {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

/** For more than two requests. */
function manyBeacons(): Beacon[] {
  const ledger = new Ledger({ service: 'shop', instance: 'shop', bucketMs: 1_000, now: () => 5_000 });
  for (let i = 0; i < 1_200; i++) ledger.handedOver(`topic-${i}`, 5_000)();
  return ledger.beacons();
}

it('sends what is too much for one request in several', async () => {
  const beacons = manyBeacons();
  expect(beacons).toHaveLength(1_200);
  requests.length = 0;
  await httpSender(url, undefined).send(beacons);
  expect(requests.length).toBeGreaterThan(2);
  expect(Math.max(...requests.map(({ length }) => length))).toBeLessThanOrEqual(500);
  expect(requests.flat()).toEqual(beacons);
});

it.each([413, 422])('sends the rest although some are refused for good (%d)', async (status) => {
  const beacons = manyBeacons();
  requests.length = 0;
  statuses.push(status);
  await expect(httpSender(url, undefined).send(beacons)).rejects.toThrow(RefusedBeacons);
  expect(requests.flat()).toEqual(beacons);
});

it.each([401, 403, 503])('takes %d for not arrived', async (status) => {
  requests.length = 0;
  statuses.push(status);
  await expect(httpSender(url, undefined).send(manyBeacons())).rejects.not.toThrow(RefusedBeacons);
  expect(requests).toHaveLength(1);
});

it('sends one flush at a time, however long nobody answers, and the last one after it', async () => {
  requests.length = 0;
  answerAfterMs = 500;
  const kafka = new Kafka({ clientId: 'test', brokers: ['127.0.0.1:1'], logLevel: logLevel.NOTHING });
  const probe = instrument(kafka, { service: 'shop', to: { url }, intervalMs: 20 });
  const producer = probe.producer({ retry: { retries: 0 } });
  await expect(producer.send({ topic: 'orders', messages: [{ value: 'a' }] })).rejects.toThrow();
  await new Promise((resolve) => setTimeout(resolve, 300));
  expect(requests).toHaveLength(1);
  await probe.closeProbe();
  expect(requests).toHaveLength(2);
  expect(requests.at(-1)?.every(({ final }) => final === true)).toBe(true);
});
