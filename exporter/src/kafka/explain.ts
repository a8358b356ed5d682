/** What is known of the connection that failed, to word the remedy. */
export interface Attempt {
  /** Set when the address came from the cluster and not from the configuration. */
  readonly brokerId: number | undefined;
  readonly host: string;
  readonly port: number;
  readonly tls: boolean;
  readonly sasl: boolean;
  /** Whether connecting failed, rather than a request on a connection that stood. */
  readonly connecting: boolean;
}

interface Rule {
  readonly when: RegExp;
  readonly say: (attempt: Attempt) => string;
}

/** Matched against the error's code, type, name and message, in this order. */
const rules: readonly Rule[] = [
  // Before the rules on sockets: what they would say of the endpoint's socket is not true of the broker.
  { when: /the token endpoint/, say: () => 'no token could be had' },
  { when: /ECONNREFUSED/, say: () => 'nothing listens there' },
  { when: /ENOTFOUND|EAI_AGAIN/, say: () => 'the name cannot be resolved' },
  { when: /EHOSTUNREACH|ENETUNREACH|EADDRNOTAVAIL/, say: () => 'there is no route to it' },
  {
    when: /SELF_SIGNED_CERT|self-signed certificate|UNABLE_TO_(VERIFY|GET_ISSUER)|unable to (verify|get (local )?issuer)/i,
    say: () => 'its certificate is not signed by a CA that is trusted here; name the right one with --tls.ca-file',
  },
  { when: /CERT_HAS_EXPIRED|certificate has expired/, say: () => 'its certificate has expired' },
  {
    when: /ALTNAME_INVALID|does not match certificate/,
    say: () => 'its certificate is for another name; set --tls.server-name to the name in the certificate',
  },
  {
    when: /alert (certificate required|bad certificate|unknown ca|handshake failure)|certificate required/i,
    say: () => 'it wants a client certificate that it trusts; set --tls.cert-file and --tls.key-file',
  },
  {
    when: /EPROTO|wrong version number|packet length too long/i,
    say: ({ tls }) => (tls ? 'it does not speak TLS; check the port, or leave TLS off' : 'the connection broke off'),
  },
  {
    when: /mechanism is not supported|UNSUPPORTED_SASL_MECHANISM/,
    say: () => 'it does not offer that SASL mechanism; see sasl.enabled.mechanisms of the broker',
  },
  {
    when: /SASLAuthentication|SASL_AUTHENTICATION_FAILED|authentication failed/i,
    say: () => 'it refused the login; check user, password and mechanism',
  },
  {
    when: /ILLEGAL_SASL_STATE/,
    say: () => 'it expects another kind of login; check the SASL settings',
  },
  {
    when: /Closed connection|closed by the server|ECONNRESET|EPIPE|socket disconnected/i,
    say: ({ brokerId, connecting, tls, sasl }) => {
      // A listener that wants a login answers the version handshake without one, and nothing after that.
      const first = brokerId === undefined;
      if (!connecting) return `it closed the connection${first && !sasl ? '; the listener may expect SASL' : ''}`;
      if (!tls) return `it closed the connection at once; the listener may expect TLS${sasl ? '' : ' or SASL'}`;
      return `it closed the connection at once; the listener may expect ${sasl ? 'no TLS' : 'SASL, a client certificate, or no TLS'}`;
    },
  },
  {
    when: /Connection timeout/,
    say: () => 'it does not answer; check the address and the firewalls in between',
  },
  {
    when: /timed out|Timeout/,
    say: ({ connecting }) =>
      connecting
        ? 'something listens there but does not answer as a Kafka broker does; check the port'
        : 'it did not answer in time',
  },
  {
    when: /WireError|Decod|out of range|ERR_BUFFER|Invalid array/,
    say: () => 'what it answers is not Kafka’s protocol; check the port',
  },
];

/** One sentence in plain words: which broker, what is wrong, what to do. Never holds a secret. */
export function explain(error: unknown, attempt: Attempt): string {
  const { brokerId, host, port } = attempt;
  const address = `${host}:${String(port)}`;
  const cause = rules.find((rule) => rule.when.test(fingerprint(error)))?.say(attempt) ?? messageOf(error);
  const detail = error instanceof Error && error.message.includes('the token endpoint') ? ` (${error.message})` : '';
  if (brokerId === undefined) return `${address} cannot be used: ${cause}${detail}`;
  if (!attempt.connecting) return `broker ${String(brokerId)} (${address}): ${cause}${detail}`;
  return (
    `broker ${String(brokerId)} advertises ${address}, which cannot be used from here: ${cause}${detail}. ` +
    'If the broker is up, set its advertised.listeners to an address that this machine can reach'
  );
}

function fingerprint(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const code = 'code' in error ? String(error.code) : '';
  // Kafka's name of an error that a broker answered.
  const type = 'type' in error ? String(error.type) : '';
  const cause = error.cause === undefined ? '' : fingerprint(error.cause);
  return `${code} ${type} ${error.name} ${error.message} ${cause}`;
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
