import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { connect } from 'node:tls';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startCluster, type Cluster } from '../../src/cluster.ts';
import { formatProperties } from '../../src/properties.ts';
import { defaultUsers } from '../../src/security.ts';

const timeoutMs = 300_000;
const modules = 'org.apache.kafka.common.security';

describe('a broker with TLS, SASL and ACLs', () => {
  let cluster: Cluster;
  beforeAll(async () => {
    const security = { tls: true, sasl: ['PLAIN', 'SCRAM-SHA-256', 'SCRAM-SHA-512', 'OAUTHBEARER'] as const };
    cluster = await startCluster({ brokers: 1, security, superUsers: ['User:admin'] });
  }, timeoutMs);
  afterAll(() => cluster.stop(), timeoutMs);

  /** Creates a topic as a client that logs in. */
  const create = async (topic: string, login: Record<string, string>, jvmFlags: string[] = []): Promise<string> => {
    const file = path.join(cluster.directory, `${topic}.properties`);
    const tls = { 'ssl.truststore.type': 'PEM', 'ssl.truststore.location': cluster.tls?.caPath ?? '' };
    await writeFile(file, formatProperties({ 'security.protocol': 'SASL_SSL', ...tls, ...login }));
    const args = ['--bootstrap-server', cluster.bootstrap, '--command-config', file, '--create', '--topic', topic];
    return cluster.tool('org.apache.kafka.tools.TopicCommand', args, { jvmFlags, timeoutMs });
  };
  const password = (mechanism: string, module: string, user: string, secret: string) => ({
    'sasl.mechanism': mechanism,
    'sasl.jaas.config': `${modules}.${module} required username="${user}" password="${secret}";`,
  });

  it(
    'lets in who knows the password, by each mechanism',
    async () => {
      const oauth = {
        'sasl.mechanism': 'OAUTHBEARER',
        'sasl.oauthbearer.token.endpoint.url': cluster.tokenUrl ?? '',
        'sasl.login.callback.handler.class': `${modules}.oauthbearer.OAuthBearerLoginCallbackHandler`,
        'sasl.jaas.config': `${modules}.oauthbearer.OAuthBearerLoginModule required clientId="admin" clientSecret="${defaultUsers.admin}";`,
      };
      const allow = `-Dorg.apache.kafka.sasl.oauthbearer.allowed.urls=${cluster.tokenUrl ?? ''}`;
      expect(await create('plain', password('PLAIN', 'plain.PlainLoginModule', 'admin', defaultUsers.admin))).toContain(
        'Created',
      );
      expect(
        await create('scram', password('SCRAM-SHA-512', 'scram.ScramLoginModule', 'admin', defaultUsers.admin)),
      ).toContain('Created');
      expect(await create('oauth', oauth, [allow])).toContain('Created');
    },
    timeoutMs,
  );

  it(
    'refuses a wrong password, and whoever has no right',
    async () => {
      const wrong = password('SCRAM-SHA-256', 'scram.ScramLoginModule', 'admin', 'wrong');
      await expect(create('wrong', wrong)).rejects.toThrow('Authentication failed');
      const alice = password('PLAIN', 'plain.PlainLoginModule', 'alice', defaultUsers.alice);
      await expect(create('alice', alice)).rejects.toThrow('Authorization failed');
    },
    timeoutMs,
  );

  it('shows a certificate for its address', async () => {
    const socket = connect({ host: '127.0.0.1', port: cluster.brokers[0]?.port ?? 0, ca: cluster.tls?.ca });
    await new Promise((resolve, reject) => {
      socket.once('secureConnect', resolve);
      socket.once('error', reject);
    });
    expect(socket.authorized).toBe(true);
    socket.destroy();
  });
});
