import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startCluster, type Cluster } from '../../../cluster/src/cluster.ts';
import { startUnderTest, until } from './exporter-under-test.ts';

const password = 'a pass word';
let cluster: Cluster;
let folder: string;

beforeAll(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'kafkascope-security-'));
  cluster = await startCluster({
    brokers: 1,
    security: {
      tls: true,
      sasl: ['PLAIN', 'SCRAM-SHA-256', 'SCRAM-SHA-512', 'OAUTHBEARER'],
      users: { admin: 'admin-secret', watcher: password },
      tokenLifetimeSeconds: 20,
    },
    superUsers: ['User:admin', 'User:ANONYMOUS'],
  });
  const internal = ['--bootstrap-server', cluster.internalBootstrap];
  await cluster.tool('org.apache.kafka.tools.TopicCommand', [...internal, '--create', '--topic', 'orders']);
});
afterAll(async () => {
  await cluster.stop();
  rmSync(folder, { recursive: true });
});

const caPath = (): string => cluster.tls?.caPath ?? '';
const login = (mechanism: string, user = 'admin', secret = 'admin-secret'): string[] => [
  '--tls.enabled',
  `--tls.ca-file=${caPath()}`,
  '--sasl.enabled',
  `--sasl.mechanism=${mechanism}`,
  `--sasl.username=${user}`,
  `--sasl.password=${secret}`,
];

async function expectSeen(flags: readonly string[]): Promise<void> {
  const exporter = await startUnderTest({ brokers: cluster.bootstrap, flags });
  try {
    await until(exporter.metrics, (scrape) => {
      expect(scrape.value('kafka_up')).toBe(1);
      expect(scrape.value('kafka_topic_partitions', { topic: 'orders' })).toBe(1);
    });
    expect(exporter.log()).not.toContain('secret');
  } finally {
    await exporter.close();
  }
}

async function expectRefused(flags: readonly string[], reason: RegExp): Promise<void> {
  const exporter = await startUnderTest({ brokers: cluster.bootstrap, flags });
  try {
    await until(
      async () => exporter.log(),
      (log) => {
        expect(log).toMatch(reason);
      },
    );
    const page = await (await fetch(new URL('/readyz', exporter.url))).text();
    expect(page).toMatch(reason);
    for (const text of [exporter.log(), page, (await exporter.metrics()).text])
      expect(text).not.toMatch(/wrong-secret|admin-secret/);
  } finally {
    await exporter.close();
  }
}

describe('logging in', () => {
  it.each(['plain', 'scram-sha256', 'scram-sha512'])('works by SASL %s over TLS', async (mechanism) => {
    await expectSeen(login(mechanism));
  });

  it('works by OAUTHBEARER with a token endpoint', async () => {
    await expectSeen([...login('oauthbearer'), `--sasl.oauthbearer-token-url=${cluster.tokenUrl ?? ''}`]);
  });

  it('says that a wrong password was refused', async () => {
    await expectRefused(
      login('scram-sha512', 'admin', 'wrong-secret'),
      /it refused the login; check user, password and mechanism/,
    );
  });

  it('says that the token endpoint refused the secret', async () => {
    await expectRefused(
      [...login('oauthbearer', 'admin', 'wrong-secret'), `--sasl.oauthbearer-token-url=${cluster.tokenUrl ?? ''}`],
      /no token could be had \(the token endpoint .* answered 401/,
    );
  });

  it('says that a CA does not fit', async () => {
    const other = path.join(folder, 'other-ca.pem');
    writeFileSync(other, otherCa);
    const flags = login('plain').map((flag) => (flag.startsWith('--tls.ca-file') ? `--tls.ca-file=${other}` : flag));
    await expectRefused(
      flags,
      /its certificate is not signed by a CA that is trusted here; name the right one with --tls\.ca-file/,
    );
  });

  it('says that the listener may expect TLS', async () => {
    const flags = login('plain').filter((flag) => !flag.startsWith('--tls'));
    await expectRefused(flags, /the listener may expect TLS/);
  });
});

describe('a principal with few rights', () => {
  const command = 'kafka.admin.AclCommand';
  const allow = (...args: string[]): Promise<string> =>
    cluster.tool(command.replace('kafka.admin', 'org.apache.kafka.tools'), [
      '--bootstrap-server',
      cluster.internalBootstrap,
      '--add',
      '--allow-principal',
      'User:watcher',
      ...args,
    ]);
  const watch = () => startUnderTest({ brokers: cluster.bootstrap, flags: login('scram-sha256', 'watcher', password) });

  it('gets what it may see; a collector that lacks a right says which', async () => {
    await allow('--operation', 'Describe', '--topic', '*');
    const exporter = await watch();
    try {
      const scrape = await until(exporter.metrics, (metrics) => {
        expect(metrics.value('kafka_up')).toBe(1);
        expect(metrics.value('kafka_exporter_collector_success', { collector: 'quorum' })).toBe(0);
      });
      expect(scrape.value('kafka_topic_partition_current_offset', { topic: 'orders', partition: 0 })).toBe(0);
      expect(scrape.value('kafka_exporter_collector_success', { collector: 'configs' })).toBe(0);
      expect(scrape.value('kafka_exporter_collector_success', { collector: 'log-dirs' })).toBe(0);
      expect(scrape.value('kafka_exporter_collector_success', { collector: 'offsets' })).toBe(1);
      expect(exporter.log()).toMatch(
        /CLUSTER_AUTHORIZATION_FAILED \(the principal lacks the right DESCRIBE on the cluster\)/,
      );
    } finally {
      await exporter.close();
    }
  });

  it('has everything with the rights that the README names', async () => {
    await allow('--operation', 'Describe', '--operation', 'DescribeConfigs', '--cluster');
    await allow('--operation', 'DescribeConfigs', '--topic', '*');
    await allow('--operation', 'Describe', '--group', '*');
    const exporter = await watch();
    try {
      await until(exporter.metrics, (metrics) => {
        const collectors = metrics.family('kafka_exporter_collector_success');
        expect(collectors.size).toBeGreaterThanOrEqual(6);
        expect([...collectors].filter(([, success]) => success !== 1)).toEqual([]);
      });
    } finally {
      await exporter.close();
    }
  });
});

/** A CA that signed nothing here; its key was thrown away. */
const otherCa = `-----BEGIN CERTIFICATE-----
MIIBgTCCASegAwIBAgIUYXFY+ywEdmRpVB17oIM2y+uL9NwwCgYIKoZIzj0EAwIw
FTETMBEGA1UEAwwKQW5vdGhlciBDQTAgFw0yNjExMjExNTIyMThaGA8yMTI2MTAy
ODE1MjIxOFowFTETMBEGA1UEAwwKQW5vdGhlciBDQTBZMBMGByqGSM49AgEGCCqG
SM49AwEHA0IABB3tXa8SeuuUT1/uAAMI1qMtebMvWwBji8svM+3H1sNiPVk2kJtb
Ia8Jw5Q0sK63w3t7hOZ1BwUUZFY8iDI+84GjUzBRMB0GA1UdDgQWBBTI20aN8pxt
4qZnS8Q1ddywU8v+vTAfBgNVHSMEGDAWgBTI20aN8pxt4qZnS8Q1ddywU8v+vTAP
BgNVHRMBAf8EBTADAQH/MAoGCCqGSM49BAMCA0gAMEUCICyvKVyknjEj7sBDzLKn
9fq4xMJfrYuOAE5D+biQbaV+AiEA1CwpGrOpPuBSMFBU1KbuEM1hiiRB4t0IdJsN
tNsL6kc=
-----END CERTIFICATE-----
`;
