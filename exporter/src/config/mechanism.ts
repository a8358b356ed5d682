import { InvalidValue, single } from './value-type.ts';

const mechanisms: Readonly<Record<string, 'plain' | 'scram-sha-256' | 'scram-sha-512' | 'oauthbearer'>> = {
  plain: 'plain',
  'scram-sha256': 'scram-sha-256',
  'scram-sha-256': 'scram-sha-256',
  'scram-sha512': 'scram-sha-512',
  'scram-sha-512': 'scram-sha-512',
  oauthbearer: 'oauthbearer',
};

const unsupported: Readonly<Record<string, string>> = {
  gssapi:
    'is not supported (no Kerberos here); let the exporter in through a listener with scram-sha512 or with a client certificate',
  awsiam:
    'is not supported (no AWS signatures here); MSK also offers scram-sha512 and client certificates, beside IAM on the same cluster',
};

/** A SASL mechanism in kafka_exporter's spelling (`scram-sha256`) or Kafka's (`SCRAM-SHA-256`). */
export const mechanismType = single('plain|scram-sha256|scram-sha512|oauthbearer', (text) => {
  const name = text.toLowerCase();
  const mechanism = mechanisms[name];
  if (mechanism !== undefined) return mechanism;
  throw new InvalidValue(text, unsupported[name] ?? 'must be one of plain, scram-sha256, scram-sha512, oauthbearer');
});
