import { createServer as createHttpServer, type Server as HttpServer } from 'node:http';
import { createServer, type AddressInfo, type Server } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startCluster, type Cluster } from '../../../cluster/src/cluster.ts';
import { startUnderTest, until } from './exporter-under-test.ts';

/** What goes wrong on the first day: each must be one sentence that says what, where and what to do. */

async function reasonFor(brokers: string, flags: readonly string[], expected: RegExp): Promise<string> {
  const exporter = await startUnderTest({ brokers, flags });
  try {
    await until(
      async () => exporter.log(),
      (log) => {
        expect(log).toMatch(expected);
      },
    );
    expect((await exporter.metrics()).value('kafka_up')).toBe(0);
    const ready = await fetch(new URL('/readyz', exporter.url));
    expect(ready.status).toBe(503);
    expect(await ready.text()).toMatch(expected);
    expect((await fetch(new URL('/healthz', exporter.url))).status).toBe(200);
    expect(exporter.log()).not.toMatch(/\n\s+at /);
    return exporter.log();
  } finally {
    await exporter.close();
  }
}

function portOf(server: Server | HttpServer): Promise<number> {
  return new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => {
      resolve((server.address() as AddressInfo).port);
    });
  });
}

describe('an address that is no Kafka broker', () => {
  it('says that nothing listens there', async () => {
    const server = createServer();
    const port = await portOf(server);
    await new Promise((resolve) => server.close(resolve));
    await reasonFor(`127.0.0.1:${String(port)}`, [], /127\.0\.0\.1:\d+ cannot be used: nothing listens there/);
  });

  it('says that a web server is no broker', async () => {
    const server = createHttpServer((_, response) => response.end('hello'));
    const port = await portOf(server);
    try {
      await reasonFor(
        `127.0.0.1:${String(port)}`,
        [],
        /127\.0\.0\.1:\d+ cannot be used: .*check the port|closed the connection/,
      );
    } finally {
      server.closeAllConnections();
      server.close();
    }
  });

  it('says that a silent listener does not answer', async () => {
    const server = createServer();
    const port = await portOf(server);
    try {
      await reasonFor(`127.0.0.1:${String(port)}`, [], /does not answer as a Kafka broker does; check the port/);
    } finally {
      server.close();
    }
  });

  it('says that a name cannot be resolved', async () => {
    await reasonFor(
      'no-such-host.invalid:9092',
      [],
      /no-such-host\.invalid:9092 cannot be used: the name cannot be resolved/,
    );
  });
});

describe('a broker whose advertised address cannot be reached', () => {
  let cluster: Cluster;
  beforeAll(async () => {
    cluster = await startCluster({ brokers: 2, advertised: { 2: 'kafka-2.internal.invalid:9092' } });
  });
  afterAll(() => cluster.stop());

  it('names the broker, the address it advertises and the remedy, and shows the rest', async () => {
    const exporter = await startUnderTest({ brokers: cluster.bootstrap });
    try {
      const metrics = await until(exporter.metrics, (scrape) => {
        expect(scrape.value('kafka_up')).toBe(1);
        expect(scrape.value('kafka_exporter_collector_success', { collector: 'offsets' })).toBeDefined();
      });
      expect(metrics.value('kafka_brokers')).toBe(2);
      await until(
        async () => exporter.log(),
        (log) => {
          expect(log).toContain(
            'broker 2 advertises kafka-2.internal.invalid:9092, which cannot be used from here: the name cannot be resolved. ' +
              'If the broker is up, set its advertised.listeners to an address that this machine can reach',
          );
        },
      );
      expect(exporter.log().match(/broker 2 advertises/g)?.length).toBeLessThanOrEqual(6);
    } finally {
      await exporter.close();
    }
  });
});
