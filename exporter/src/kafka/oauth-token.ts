import type { Sasl } from '../config/config.ts';

type OAuth = Extract<Sasl, { mechanism: 'oauthbearer' }>;

/**
 * Asks the token endpoint for an access token by the client credentials grant (RFC 6749, section 4.4).
 * Kafka brokers end or renew a session when its token expires, and kafkajs asks again then: nothing is cached here.
 * @throws Error that names the endpoint and its answer, never the secret or the token.
 */
export async function fetchToken(sasl: OAuth): Promise<string> {
  const credentials = `${encodeURIComponent(sasl.clientId)}:${encodeURIComponent(sasl.clientSecret)}`;
  const answer = await post(sasl, credentials);
  if (!answer.ok) {
    throw new Error(
      `the token endpoint ${endpointOf(sasl)} answered ${String(answer.status)}; check the client id, its secret and the scopes`,
    );
  }
  const body: unknown = await answer.json().catch(() => undefined);
  const token = typeof body === 'object' && body !== null && 'access_token' in body ? body.access_token : undefined;
  if (typeof token !== 'string') throw new Error(`the token endpoint ${endpointOf(sasl)} answered no access_token`);
  return token;
}

async function post(sasl: OAuth, credentials: string): Promise<Response> {
  const { username, password } = new URL(sasl.tokenUrl);
  // fetch refuses such a URL with an error that shows all of it.
  if (username !== '' || password !== '') {
    throw new Error(`the token endpoint ${endpointOf(sasl)} is to be named without a user and a password in its URL`);
  }
  const form = new URLSearchParams({ grant_type: 'client_credentials' });
  if (sasl.scopes.length > 0) form.set('scope', sasl.scopes.join(' '));
  try {
    return await fetch(sasl.tokenUrl, {
      method: 'POST',
      headers: { authorization: `Basic ${Buffer.from(credentials).toString('base64')}`, accept: 'application/json' },
      body: form,
      signal: AbortSignal.timeout(5_000),
    });
  } catch (error) {
    throw new Error(`the token endpoint ${endpointOf(sasl)} cannot be reached`, { cause: error });
  }
}

/** Without what may be secret in a URL. */
function endpointOf({ tokenUrl }: OAuth): string {
  const { origin, pathname } = new URL(tokenUrl);
  return `${origin}${pathname}`;
}
