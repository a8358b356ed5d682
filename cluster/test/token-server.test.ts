import { createPublicKey, verify, type JsonWebKey } from 'node:crypto';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { startTokenServer, type TokenServer } from '../src/token-server.ts';

let server: TokenServer;
beforeAll(async () => {
  server = await startTokenServer({ alice: 'se:cret' }, 60);
});
afterAll(() => server.stop());

const ask = (form: Record<string, string>, headers: Record<string, string> = {}): Promise<Response> =>
  fetch(server.tokenUrl, { method: 'POST', headers, body: new URLSearchParams(form) });
const grant = { grant_type: 'client_credentials' };
const basic = (id: string, secret: string) => ({
  authorization: `Basic ${Buffer.from([id, secret].map(encodeURIComponent).join(':')).toString('base64')}`,
});

it.each([
  ['in the form', { ...grant, client_id: 'alice', client_secret: 'se:cret' }, {}],
  ['as basic authentication', grant, basic('alice', 'se:cret')],
])('gives a signed token to a client with its secret %s', async (_, form, headers) => {
  const response = await ask(form, headers);
  expect(response.status).toBe(200);
  const { access_token, expires_in } = (await response.json()) as { access_token: string; expires_in: number };
  expect(expires_in).toBe(60);
  const [header = '', claims = '', signature = ''] = access_token.split('.');
  const { keys } = (await (await fetch(server.jwksUrl)).json()) as { keys: [JsonWebKey] };
  const key = createPublicKey({ key: keys[0], format: 'jwk' });
  expect(verify('sha256', Buffer.from(`${header}.${claims}`), key, Buffer.from(signature, 'base64url'))).toBe(true);
  expect(JSON.parse(Buffer.from(claims, 'base64url').toString())).toMatchObject({ sub: 'alice', aud: 'kafka' });
});

it.each([
  ['a wrong secret', { ...grant, client_id: 'alice', client_secret: 'no' }, 401],
  ['an unknown client', { ...grant, client_id: 'bob', client_secret: 'no' }, 401],
  ['no client', grant, 401],
  ['another grant', { grant_type: 'password', client_id: 'alice', client_secret: 'se:cret' }, 400],
])('refuses %s', async (_, form, status) => {
  expect((await ask(form)).status).toBe(status);
});
