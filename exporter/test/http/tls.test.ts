import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { connect, type SecureVersion } from 'node:tls';
import { makeCertificates, type ClientCertificates } from '../../../cluster/src/certificates.ts';
import type { ServerTls } from '../../src/config/config.ts';
import { ask } from './ask.ts';
import { serve, smallShape, stateOf, type Served } from './serve.ts';

jest.setTimeout(60_000);

let client: ClientCertificates;
let own: Pick<ServerTls, 'cert' | 'key'>;

beforeAll(async () => {
  const folder = await mkdtemp(path.join(tmpdir(), 'kafkascope-listener-'));
  try {
    ({ client } = await makeCertificates(folder));
    const [cert, key] = await Promise.all(
      ['server.pem', 'server.key'].map((name) => readFile(path.join(folder, name), 'utf8')),
    );
    own = { cert: cert ?? '', key: key ?? '' };
  } finally {
    await rm(folder, { recursive: true });
  }
});

describe.each([{ needsClient: false }, { needsClient: true }])('client certificates needed: $needsClient', (given) => {
  let served: Served;
  beforeAll(async () => {
    const clientCa = given.needsClient ? client.ca : undefined;
    served = await serve([await stateOf(smallShape)], { tls: { ...own, clientCa } });
  });
  afterAll(() => served.close());

  it('answers who shows one', async () => {
    expect(served.url).toMatch(/^https:/);
    const { ca, clientCert: cert, clientKey: key } = client;
    for (const address of ['/metrics', '/api/topics']) {
      expect((await served.ask(address, { ca, cert, key })).status).toBe(200);
    }
  });

  it(given.needsClient ? 'refuses who shows none' : 'answers who shows none', async () => {
    const asked = served.ask('/metrics', { ca: client.ca });
    if (given.needsClient) await expect(asked).rejects.toThrow();
    else expect((await asked).status).toBe(200);
  });

  it(given.needsClient ? 'refuses one of another authority' : 'ignores one of another authority', async () => {
    const asked = served.ask('/metrics', { ca: client.ca, ...(await foreign()) });
    if (given.needsClient) await expect(asked).rejects.toThrow();
    else expect((await asked).status).toBe(200);
  });

  it('is not trusted by who does not know its authority', async () => {
    await expect(served.ask('/metrics')).rejects.toThrow(/certificate/);
  });

  it('answers no plain HTTP', async () => {
    const plain = served.url.replace('https:', 'http:');
    await expect(ask(plain, '/metrics')).rejects.toThrow();
  });

  it.each<[SecureVersion, boolean]>([
    ['TLSv1.1', false],
    ['TLSv1.2', true],
    ['TLSv1.3', true],
  ])('speaks %s: %s', async (version, spoken) => {
    const { ca, clientCert: cert, clientKey: key } = client;
    const { port } = new URL(served.url);
    const outcome = await new Promise<string | null>((resolve) => {
      const socket = connect({
        port: Number(port),
        host: '127.0.0.1',
        ca,
        cert,
        key,
        minVersion: version,
        maxVersion: version,
        // Otherwise this side would refuse the old version before the server can.
        ciphers: 'DEFAULT:@SECLEVEL=0',
      });
      socket.once('secureConnect', () => {
        resolve(socket.getProtocol());
        socket.destroy();
      });
      socket.once('error', () => {
        resolve(null);
      });
    });
    expect(outcome).toBe(spoken ? version : null);
  });
});

async function foreign(): Promise<{ cert: string; key: string }> {
  const folder = await mkdtemp(path.join(tmpdir(), 'kafkascope-listener-'));
  try {
    const { client: other } = await makeCertificates(folder);
    return { cert: other.clientCert, key: other.clientKey };
  } finally {
    await rm(folder, { recursive: true });
  }
}
