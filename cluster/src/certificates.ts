import { execFile } from 'node:child_process';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';

/** PEM texts and the files that hold them. */
export interface ClientCertificates {
  readonly caPath: string;
  readonly ca: string;
  /** Signed by the CA for CN=kafkascope-client. */
  readonly clientCertPath: string;
  readonly clientCert: string;
  readonly clientKeyPath: string;
  readonly clientKey: string;
}

export interface Certificates {
  readonly client: ClientCertificates;
  /** Key and certificate of the brokers in one file, as Kafka's PEM key store wants them; valid for localhost and 127.0.0.1. */
  readonly serverKeyStorePath: string;
}

/** A CA and what it signs, good for a month, in a folder of their own. */
export async function makeCertificates(directory: string): Promise<Certificates> {
  await mkdir(directory, { recursive: true, mode: 0o700 });
  const file = (name: string): string => path.join(directory, name);
  const newKey = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes'];
  const openssl = async (...args: string[]): Promise<void> => {
    try {
      await promisify(execFile)('openssl', args, { cwd: directory });
    } catch (cause) {
      throw new Error(
        'The certificates of a cluster with TLS are made by `openssl`, which failed or is not installed.',
        { cause },
      );
    }
  };
  const signed = async (name: string, subject: string, extensions: string): Promise<void> => {
    await writeFile(file(`${name}.ext`), extensions);
    await openssl('req', ...newKey, '-subj', subject, '-keyout', `${name}.key`, '-out', `${name}.csr`);
    const ca = ['-CA', 'ca.pem', '-CAkey', 'ca.key', '-CAserial', `${name}.srl`, '-CAcreateserial'];
    await openssl(
      'x509',
      '-req',
      '-in',
      `${name}.csr`,
      ...ca,
      '-days',
      '30',
      '-extfile',
      `${name}.ext`,
      '-out',
      `${name}.pem`,
    );
  };
  await openssl(
    'req',
    '-x509',
    ...newKey,
    '-days',
    '30',
    '-subj',
    '/CN=kafkascope-ca',
    '-keyout',
    'ca.key',
    '-out',
    'ca.pem',
  );
  await signed('server', '/CN=kafkascope-broker', 'subjectAltName=DNS:localhost,IP:127.0.0.1\n');
  await signed('client', '/CN=kafkascope-client', 'extendedKeyUsage=clientAuth\n');
  const read = (name: string): Promise<string> => readFile(file(name), 'utf8');
  await writeFile(file('server-store.pem'), (await read('server.key')) + (await read('server.pem')), { mode: 0o600 });
  return {
    client: {
      caPath: file('ca.pem'),
      ca: await read('ca.pem'),
      clientCertPath: file('client.pem'),
      clientCert: await read('client.pem'),
      clientKeyPath: file('client.key'),
      clientKey: await read('client.key'),
    },
    serverKeyStorePath: file('server-store.pem'),
  };
}
