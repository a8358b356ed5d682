import { createServer, type Server } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import type Koa from 'koa';
import type { WebConfig } from '../config/config.ts';

export interface Listening {
  /** Where it can be reached from this machine, e.g. 'http://localhost:9308'. */
  readonly url: string;
  /** Takes no new requests, gives those under way a moment, and ends. */
  close(): Promise<void>;
}

/** Sockets beyond this are closed at once: every open one costs memory, also when it is only told 503. */
const mostConnections = 1000;
/** Longer than the minute between two scrapes: a connection that ends while it is asked again is a failed scrape. */
const keepAliveMs = 75_000;
/** For requests under way when the exporter ends. */
const graceMs = 2000;

/** Serves the application at the configured address, with TLS where it is configured. Rejects when it cannot. */
export async function listen(
  app: Koa,
  { host, port, tls }: Pick<WebConfig, 'host' | 'port' | 'tls'>,
): Promise<Listening> {
  const handler = app.callback();
  const serve = (...[request, response]: Parameters<typeof handler>) => {
    void handler(request, response);
  };
  const server: Server =
    tls === undefined
      ? createServer(serve)
      : createTlsServer(
          {
            cert: tls.cert,
            key: tls.key,
            minVersion: 'TLSv1.2',
            ...(tls.clientCa !== undefined && { ca: tls.clientCa, requestCert: true, rejectUnauthorized: true }),
          },
          serve,
        );
  server.maxConnections = mostConnections;
  server.keepAliveTimeout = keepAliveMs;
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen({ port, ...(host !== '' && { host }) }, () => {
      server.off('error', reject);
      resolve();
    });
  });
  const address = server.address() as AddressInfo;
  return {
    url: `${tls === undefined ? 'http' : 'https'}://${reachable(host)}:${address.port}`,
    close: () => close(server),
  };
}

function reachable(host: string): string {
  if (host === '' || host === '0.0.0.0' || host === '::') return 'localhost';
  return host.includes(':') ? `[${host}]` : host;
}

async function close(server: Server): Promise<void> {
  const closed = new Promise<void>((resolve) => {
    server.close(() => {
      resolve();
    });
  });
  const timer = setTimeout(() => {
    server.closeAllConnections();
  }, graceMs);
  server.closeIdleConnections();
  await closed;
  clearTimeout(timer);
}
