import { describe, expect, it } from '@jest/globals';
import { explain, type Attempt } from '../../src/kafka/explain.ts';
import { WireError } from '../../src/kafka/wire.ts';

const plain = { brokerId: undefined, host: 'kafka', port: 9092, tls: false, sasl: false, connecting: true };
const tls = { ...plain, tls: true };
const sasl = { ...plain, sasl: true };
const request = { ...plain, brokerId: 3, connecting: false };

/** As kafkajs makes them of a socket's error. */
function socketError(code: string, message: string): Error {
  return Object.assign(new Error(`Connection error: ${message}`), { name: 'KafkaJSConnectionError', code });
}

/** As kafkajs makes them of a broker's error code. */
function answered(type: string, message: string): Error {
  return Object.assign(new Error(message), { name: 'KafkaJSProtocolError', type });
}

function named(name: string, message: string): Error {
  return Object.assign(new Error(message), { name });
}

describe('a bootstrap address', () => {
  it.each<[error: Error, attempt: Attempt, sentence: string]>([
    [socketError('ECONNREFUSED', 'connect ECONNREFUSED 127.0.0.1:9092'), plain, 'nothing listens there'],
    [socketError('ENOTFOUND', 'getaddrinfo ENOTFOUND kafka'), plain, 'the name cannot be resolved'],
    [socketError('EAI_AGAIN', 'getaddrinfo EAI_AGAIN kafka'), plain, 'the name cannot be resolved'],
    [socketError('EHOSTUNREACH', 'connect EHOSTUNREACH 10.0.0.1:9092'), plain, 'there is no route to it'],
    [
      named('KafkaJSConnectionError', 'Connection timeout'),
      plain,
      'it does not answer; check the address and the firewalls in between',
    ],
    [
      new Error('Timeout while connecting'),
      plain,
      'something listens there but does not answer as a Kafka broker does; check the port',
    ],
    [
      named('KafkaJSRequestTimeoutError', 'Request ApiVersions(key: 18, version: 2) timed out'),
      plain,
      'something listens there but does not answer as a Kafka broker does; check the port',
    ],
    [
      new WireError('the answer ends at byte 4, in the middle of a value'),
      plain,
      'what it answers is not Kafka’s protocol; check the port',
    ],
    [
      named('KafkaJSConnectionClosedError', 'Closed connection'),
      plain,
      'it closed the connection at once; the listener may expect TLS or SASL',
    ],
    [
      named('KafkaJSConnectionClosedError', 'Closed connection'),
      sasl,
      'it closed the connection at once; the listener may expect TLS',
    ],
    [
      named('KafkaJSConnectionClosedError', 'Closed connection'),
      tls,
      'it closed the connection at once; the listener may expect SASL, a client certificate, or no TLS',
    ],
    [
      socketError('ECONNRESET', 'Client network socket disconnected before secure TLS connection was established'),
      { ...tls, sasl: true },
      'it closed the connection at once; the listener may expect no TLS',
    ],
    [
      socketError('ERR_SSL_WRONG_VERSION_NUMBER', 'SSL routines:tls_validate_record_header:wrong version number'),
      tls,
      'it does not speak TLS; check the port, or leave TLS off',
    ],
    [
      socketError('EPROTO', 'write EPROTO SSL routines:ssl3_get_record:packet length too long'),
      tls,
      'it does not speak TLS; check the port, or leave TLS off',
    ],
    [
      socketError('SELF_SIGNED_CERT_IN_CHAIN', 'self-signed certificate in certificate chain'),
      tls,
      'its certificate is not signed by a CA that is trusted here; name the right one with --tls.ca-file',
    ],
    [
      socketError('UNABLE_TO_VERIFY_LEAF_SIGNATURE', 'unable to verify the first certificate'),
      tls,
      'its certificate is not signed by a CA that is trusted here; name the right one with --tls.ca-file',
    ],
    [socketError('CERT_HAS_EXPIRED', 'certificate has expired'), tls, 'its certificate has expired'],
    [
      socketError('ERR_TLS_CERT_ALTNAME_INVALID', "Hostname/IP does not match certificate's altnames: Host: kafka."),
      tls,
      'its certificate is for another name; set --tls.server-name to the name in the certificate',
    ],
    [
      socketError('ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED', 'ssl3_read_bytes:tlsv13 alert certificate required'),
      tls,
      'it wants a client certificate that it trusts; set --tls.cert-file and --tls.key-file',
    ],
    [
      socketError('EPROTO', 'write EPROTO ssl3_read_bytes:tlsv1 alert unknown ca'),
      tls,
      'it wants a client certificate that it trusts; set --tls.cert-file and --tls.key-file',
    ],
    [
      named('KafkaJSSASLAuthenticationError', 'SASL SCRAM-SHA-256 mechanism is not supported by the server'),
      sasl,
      'it does not offer that SASL mechanism; see sasl.enabled.mechanisms of the broker',
    ],
    [
      named(
        'KafkaJSSASLAuthenticationError',
        'SASL PLAIN authentication failed: Authentication failed: Invalid username or password',
      ),
      sasl,
      'it refused the login; check user, password and mechanism',
    ],
    [
      answered('UNSUPPORTED_SASL_MECHANISM', 'The broker does not support the requested SASL mechanism'),
      sasl,
      'it does not offer that SASL mechanism; see sasl.enabled.mechanisms of the broker',
    ],
    [
      answered('ILLEGAL_SASL_STATE', 'Request is not valid given the current SASL state'),
      plain,
      'it expects another kind of login; check the SASL settings',
    ],
    [
      named('KafkaJSConnectionClosedError', 'Closed connection'),
      { ...plain, connecting: false },
      'it closed the connection; the listener may expect SASL',
    ],
    [
      named('KafkaJSConnectionClosedError', 'Closed connection'),
      { ...sasl, connecting: false },
      'it closed the connection',
    ],
  ])('%s', (error, attempt, sentence) => {
    expect(explain(error, attempt)).toBe(`kafka:9092 cannot be used: ${sentence}`);
  });

  it('an error that nobody foresaw is told as it is', () => {
    expect(explain(new Error('the moon is full'), plain)).toBe('kafka:9092 cannot be used: the moon is full');
    expect(explain('thrown by hand', plain)).toBe('kafka:9092 cannot be used: thrown by hand');
  });

  it('the cause of an error counts too', () => {
    const cause = socketError('ECONNREFUSED', 'connect ECONNREFUSED 127.0.0.1:9092');
    expect(explain(new Error('all retries failed', { cause }), plain)).toBe(
      'kafka:9092 cannot be used: nothing listens there',
    );
  });
});

describe('a token endpoint', () => {
  it('that nobody listens on is not mistaken for the broker', () => {
    const cause = Object.assign(new Error('connect ECONNREFUSED 127.0.0.1:8080'), { code: 'ECONNREFUSED' });
    const fetchFailed = new TypeError('fetch failed', { cause });
    const error = new Error('the token endpoint http://sso/token cannot be reached', { cause: fetchFailed });
    expect(explain(error, sasl)).toBe(
      'kafka:9092 cannot be used: no token could be had (the token endpoint http://sso/token cannot be reached)',
    );
  });
});

describe('a broker’s own address', () => {
  it('that cannot be reached is the commonest trouble of the first day', () => {
    const error = socketError('ENOTFOUND', 'getaddrinfo ENOTFOUND kafka');
    expect(explain(error, { ...plain, brokerId: 2 })).toBe(
      'broker 2 advertises kafka:9092, which cannot be used from here: the name cannot be resolved. ' +
        'If the broker is up, set its advertised.listeners to an address that this machine can reach',
    );
  });

  it.each<[error: Error, sentence: string]>([
    [named('KafkaJSConnectionClosedError', 'Closed connection'), 'it closed the connection'],
    [socketError('ECONNRESET', 'read ECONNRESET'), 'it closed the connection'],
    [
      named('KafkaJSRequestTimeoutError', 'Request ListOffsets(key: 2, version: 10) timed out'),
      'it did not answer in time',
    ],
  ])('a request that failed: %s', (error, sentence) => {
    expect(explain(error, request)).toBe(`broker 3 (kafka:9092): ${sentence}`);
  });
});
