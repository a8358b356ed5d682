import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from '@jest/globals';
import { fetchToken } from '../../src/kafka/oauth-token.ts';

let server: Server | undefined;
afterEach(() => {
  server?.closeAllConnections();
  server?.close();
});

interface Seen {
  authorization?: string | undefined;
  body: string;
}

/** An endpoint that gives every request the same answer, and notes what it was asked. */
async function endpoint(status: number, answer: string): Promise<{ url: string; seen: Seen }> {
  const seen: Seen = { body: '' };
  const listening = createServer((request, response) => {
    seen.authorization = request.headers.authorization;
    request.on('data', (chunk: Buffer) => (seen.body += chunk.toString()));
    request.on('end', () => response.writeHead(status, { 'content-type': 'application/json' }).end(answer));
  });
  server = listening;
  await new Promise<void>((resolve) => listening.listen(0, '127.0.0.1', resolve));
  const { port } = listening.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}/token?tenant=hidden`, seen };
}

const login = { mechanism: 'oauthbearer', clientId: 'a b', clientSecret: 'p:ss', scopes: ['read', 'write'] } as const;

describe('a token endpoint', () => {
  it('is asked by the client credentials grant', async () => {
    const { url, seen } = await endpoint(200, '{"access_token":"the token","expires_in":60}');
    await expect(fetchToken({ ...login, tokenUrl: url })).resolves.toBe('the token');
    expect(seen.authorization).toBe(`Basic ${Buffer.from('a%20b:p%3Ass').toString('base64')}`);
    expect([...new URLSearchParams(seen.body)]).toEqual([
      ['grant_type', 'client_credentials'],
      ['scope', 'read write'],
    ]);
  });

  it.each([
    [401, '{"error":"invalid_client"}', 'answered 401; check the client id, its secret and the scopes'],
    [500, 'oops', 'answered 500; check the client id, its secret and the scopes'],
    [200, '{}', 'answered no access_token'],
    [200, '{"access_token":7}', 'answered no access_token'],
    [200, 'null', 'answered no access_token'],
    [200, '<html>', 'answered no access_token'],
  ])('that answers %d %s is named without its secrets', async (status, answer, complaint) => {
    const { url } = await endpoint(status, answer);
    const shown = url.replace('?tenant=hidden', '');
    await expect(fetchToken({ ...login, tokenUrl: url })).rejects.toThrow(`the token endpoint ${shown} ${complaint}`);
  });

  it.each(['http://127.0.0.1:1/token', 'http://127.0.0.1:1/token?key=word'])(
    'that cannot be reached is named without its secrets: %s',
    async (tokenUrl) => {
      const failed = fetchToken({ ...login, tokenUrl });
      await expect(failed).rejects.toThrow('the token endpoint http://127.0.0.1:1/token cannot be reached');
    },
  );

  it('whose URL holds a password is refused without showing it', async () => {
    const failed = fetchToken({ ...login, tokenUrl: 'http://name:word@127.0.0.1:1/token' });
    await expect(failed).rejects.toThrow(
      'the token endpoint http://127.0.0.1:1/token is to be named without a user and a password in its URL',
    );
    await expect(failed).rejects.not.toHaveProperty('cause');
  });
});
