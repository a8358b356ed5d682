import { expect, it } from '@jest/globals';
import type { ClusterOptions } from '../src/options.ts';
import { requirePossible } from '../src/security.ts';

const scram = { tls: false, sasl: ['SCRAM-SHA-256'] as const };
const superUsers = ['User:admin'];

it.each<[ClusterOptions, string, string]>([
  [{ superUsers }, '4.3.1', 'ACLs need to know who a client is'],
  [{ superUsers, security: { tls: true } }, '4.3.1', 'ACLs need to know who a client is'],
  [{ security: scram }, '3.3.2', 'has no SCRAM in KRaft mode'],
])('refuses %j on Kafka %s', (options, version, message) => {
  expect(() => requirePossible(options, version)).toThrow(message);
});

it.each<[ClusterOptions, string]>([
  [{}, '3.3.2'],
  [{ security: scram, superUsers }, '3.5.0'],
  [{ security: { tls: true, clientCertificates: 'required' }, superUsers }, '4.3.1'],
])('takes %j on Kafka %s', (options, version) => {
  expect(() => requirePossible(options, version)).not.toThrow();
});
