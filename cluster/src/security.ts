import path from 'node:path';
import { makeCertificates, type ClientCertificates } from './certificates.ts';
import type { ClusterOptions, Mechanism, Properties, Security } from './options.ts';
import { startTokenServer } from './token-server.ts';
import { isBefore } from './version.ts';

/** What the security of a cluster's client listener needs on both sides. */
export interface PreparedSecurity {
  readonly properties: Properties;
  /** Arguments of `kafka-storage format --add-scram`. */
  readonly scram: readonly string[];
  readonly jvmFlags: readonly string[];
  readonly tls: ClientCertificates | undefined;
  /** Where tokens are to be had; client ids and secrets are the users' names and passwords. */
  readonly tokenUrl: string | undefined;
  close(): Promise<void>;
}

/** Users of a cluster with SASL that names none. */
export const defaultUsers = { admin: 'admin-secret', alice: 'alice-secret' };

const listener = 'listener.name.client.';

/** Throws, in words for a person, when what the options ask for cannot work with this Kafka. */
export function requirePossible({ security = 'plaintext', superUsers }: ClusterOptions, version: string): void {
  const { sasl = [], clientCertificates = 'none' } = security === 'plaintext' ? {} : security;
  if (sasl.some(isScram) && isBefore(version, '3.5')) {
    throw new Error(`Kafka ${version} has no SCRAM in KRaft mode; it came with 3.5.`);
  }
  if (superUsers !== undefined && sasl.length === 0 && clientCertificates === 'none') {
    throw new Error(
      'ACLs need to know who a client is: superUsers goes with SASL or with required client certificates.',
    );
  }
}

const isScram = (mechanism: Mechanism): boolean => mechanism.startsWith('SCRAM-');

export async function prepareSecurity(
  options: ClusterOptions,
  version: string,
  directory: string,
): Promise<PreparedSecurity> {
  const security: Security =
    options.security === undefined || options.security === 'plaintext' ? { tls: false } : options.security;
  const mechanisms = security.sasl ?? [];
  const users = security.users ?? defaultUsers;
  const scramMechanisms = mechanisms.filter(isScram);
  const certificates = security.tls ? await makeCertificates(path.join(directory, 'certificates')) : undefined;
  const tokens = mechanisms.includes('OAUTHBEARER')
    ? await startTokenServer(users, security.tokenLifetimeSeconds ?? 3600)
    : undefined;
  return {
    properties: {
      ...(certificates !== undefined && {
        [`${listener}ssl.keystore.type`]: 'PEM',
        [`${listener}ssl.keystore.location`]: certificates.serverKeyStorePath,
        [`${listener}ssl.truststore.type`]: 'PEM',
        [`${listener}ssl.truststore.location`]: certificates.client.caPath,
        [`${listener}ssl.client.auth`]: security.clientCertificates ?? 'none',
      }),
      ...(mechanisms.length > 0 && saslProperties(mechanisms, users)),
      ...(tokens !== undefined && tokenProperties(tokens.jwksUrl, version)),
      ...(options.superUsers !== undefined && aclProperties(options.superUsers)),
    },
    scram: scramMechanisms.flatMap((mechanism) =>
      Object.entries(users).map(([name, password]) => `${mechanism}=[name=${name},password=${password}]`),
    ),
    // Since 3.9.1 Kafka fetches keys only from addresses that are named so.
    jvmFlags: tokens === undefined ? [] : [`-Dorg.apache.kafka.sasl.oauthbearer.allowed.urls=${tokens.jwksUrl}`],
    tls: certificates?.client,
    tokenUrl: tokens?.tokenUrl,
    async close() {
      await tokens?.stop();
    },
  };
}

function saslProperties(mechanisms: readonly Mechanism[], users: Readonly<Record<string, string>>): Properties {
  const modules: Record<Mechanism, string> = {
    PLAIN: `plain.PlainLoginModule required ${Object.entries(users)
      .map(([name, password]) => `user_${name}="${password}"`)
      .join(' ')}`,
    'SCRAM-SHA-256': 'scram.ScramLoginModule required',
    'SCRAM-SHA-512': 'scram.ScramLoginModule required',
    OAUTHBEARER: 'oauthbearer.OAuthBearerLoginModule required',
  };
  return {
    [`${listener}sasl.enabled.mechanisms`]: mechanisms.join(','),
    ...Object.fromEntries(
      mechanisms.map((mechanism) => [
        `${listener}${mechanism.toLowerCase()}.sasl.jaas.config`,
        `org.apache.kafka.common.security.${modules[mechanism]};`,
      ]),
    ),
  };
}

function tokenProperties(jwksUrl: string, version: string): Properties {
  const home = `org.apache.kafka.common.security.oauthbearer.${isBefore(version, '3.4') ? 'secured.' : ''}`;
  return {
    [`${listener}oauthbearer.sasl.server.callback.handler.class`]: `${home}OAuthBearerValidatorCallbackHandler`,
    [`${listener}sasl.oauthbearer.jwks.endpoint.url`]: jwksUrl,
    [`${listener}sasl.oauthbearer.expected.audience`]: 'kafka',
  };
}

function aclProperties(superUsers: readonly string[]): Properties {
  return {
    'authorizer.class.name': 'org.apache.kafka.metadata.authorizer.StandardAuthorizer',
    // ANONYMOUS is who comes over the plaintext INTERNAL and CONTROLLER listeners: the cluster itself.
    'super.users': ['User:ANONYMOUS', ...superUsers].join(';'),
  };
}
