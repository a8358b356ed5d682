import { generateKeyPairSync, sign } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';

/** A small OAuth 2.0 authorization server on loopback: client credentials in, signed JWT out. */
export interface TokenServer {
  readonly tokenUrl: string;
  /** The public key, for brokers that check tokens (RFC 7517). */
  readonly jwksUrl: string;
  stop(): Promise<void>;
}

const keyId = 'kafkascope';

/**
 * @param clients secrets by client id; the id becomes the token's subject, Kafka's principal.
 * @param lifetimeSeconds of a token.
 */
export async function startTokenServer(
  clients: Readonly<Record<string, string>>,
  lifetimeSeconds: number,
): Promise<TokenServer> {
  const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const jwks = { keys: [{ ...publicKey.export({ format: 'jwk' }), kid: keyId, alg: 'RS256', use: 'sig' }] };

  const issue = (clientId: string, scope: string): string => {
    const now = Math.floor(Date.now() / 1000);
    const claims = { iss: 'kafkascope', aud: 'kafka', sub: clientId, scope, iat: now, exp: now + lifetimeSeconds };
    const encode = (part: object): string => Buffer.from(JSON.stringify(part)).toString('base64url');
    const content = `${encode({ alg: 'RS256', typ: 'JWT', kid: keyId })}.${encode(claims)}`;
    return `${content}.${sign('sha256', Buffer.from(content), privateKey).toString('base64url')}`;
  };

  const answer = (response: ServerResponse, status: number, body: object): void => {
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
  };

  const token = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const form = new URLSearchParams(await text(request));
    const { id, secret } = credentials(request, form);
    if (form.get('grant_type') !== 'client_credentials') answer(response, 400, { error: 'unsupported_grant_type' });
    else if (id === undefined || secret === undefined || clients[id] !== secret)
      answer(response, 401, { error: 'invalid_client' });
    else {
      const access_token = issue(id, form.get('scope') ?? 'kafka');
      answer(response, 200, { access_token, token_type: 'Bearer', expires_in: lifetimeSeconds });
    }
  };

  const server = createServer((request, response) => {
    if (request.url === '/jwks') answer(response, 200, jwks);
    else if (request.url === '/token' && request.method === 'POST') {
      token(request, response).catch((error: unknown) => response.destroy(error instanceof Error ? error : undefined));
    } else answer(response, 404, { error: 'not_found' });
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', resolve);
  });
  server.unref();
  const base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    tokenUrl: `${base}/token`,
    jwksUrl: `${base}/jwks`,
    async stop() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** RFC 6749, 2.3.1: as HTTP basic authentication, or in the form. */
function credentials(
  request: IncomingMessage,
  form: URLSearchParams,
): { id: string | undefined; secret: string | undefined } {
  const basic = /^Basic (.+)$/i.exec(request.headers.authorization ?? '')?.[1];
  if (basic === undefined)
    return { id: form.get('client_id') ?? undefined, secret: form.get('client_secret') ?? undefined };
  const [id, secret] = Buffer.from(basic, 'base64').toString().split(':').map(decodeURIComponent);
  return { id, secret };
}
