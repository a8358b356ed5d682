import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { readFileSync } from 'node:fs';
import { inspect } from 'node:util';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { makeCertificates } from '../../../cluster/src/certificates.ts';
import { AccessIndex, Unusable, type Line } from '../../src/logs/access-index.ts';
import { BulkServer } from './bulk-server.ts';

/** Elasticsearch's own client, against a small HTTP server that answers as the bulk API does: no Elasticsearch can run here. */

const password = 'correct horse';
const said: string[] = [];
let server: BulkServer;
let stop: AbortController;
let waits: number[];
let closing: (() => Promise<unknown>)[];

beforeEach(async () => {
  server = new BulkServer();
  await server.listen();
  stop = new AbortController();
  waits = [];
  said.length = 0;
  closing = [() => server.close()];
});

afterEach(async () => {
  for (const close of closing.reverse()) await close();
});

const line = (offset: number): Line => ({
  id: `logs.access-0-${String(offset)}`,
  document: { path: '/', status: 200, offset },
});
const ids = (...offsets: number[]) => offsets.map((offset) => line(offset).id);

function open(environment: NodeJS.ProcessEnv = {}): AccessIndex {
  const index = AccessIndex.of({ ELASTICSEARCH_URL: server.url, ...environment }, (text) => said.push(text));
  if (index === undefined) throw new Error('there is an address');
  closing.push(() => index.close());
  return index;
}

/** Without the pauses that are meant, but for a moment in which the server may answer otherwise. */
const patience = (meanwhile: () => void | Promise<void> = () => undefined) => ({
  stop: stop.signal,
  wait: async (ms: number) => {
    waits.push(ms);
    await meanwhile();
    await sleep(5);
  },
});

it('is not used without ELASTICSEARCH_URL', () => {
  expect(AccessIndex.of({ ELASTICSEARCH_USER: 'demo' }, () => undefined)).toBeUndefined();
});

it('writes all lines in one request, under ids of which a repeat makes no further documents', async () => {
  const index = open();
  expect(await index.put([line(1), line(2)], patience())).toBe(true);
  expect(await index.put([line(2), line(3)], patience())).toBe(true);
  expect(server.requests).toEqual([ids(1, 2), ids(2, 3)]);
  expect([...server.documents]).toEqual(
    [1, 2, 3].map((offset) => [`access-log/${line(offset).id}`, line(offset).document]),
  );
  expect(said).toEqual([]);
});

it('asks for nothing when there is nothing to write', async () => {
  expect(await open().put([], patience())).toBe(true);
  expect(server.requests).toEqual([]);
});

it('writes again only the lines that there was no room for', async () => {
  const error = { type: 'es_rejected_execution_exception', reason: 'queue is full' };
  server.refuseItem = (id) => (id === line(2).id ? { status: 429, error } : undefined);
  const put = open().put(
    [line(1), line(2), line(3)],
    patience(() => {
      if (waits.length === 2) server.refuseItem = () => undefined;
    }),
  );
  expect(await put).toBe(true);
  expect(server.requests).toEqual([ids(1, 2, 3), ids(2), ids(2)]);
  expect(server.documents.size).toBe(3);
  expect(said).toEqual([
    'Elasticsearch takes no lines now, they are tried again: es_rejected_execution_exception: queue is full',
    'Elasticsearch takes lines again',
  ]);
});

it('tells which line was refused for good, and goes on with the others', async () => {
  const error = { type: 'document_parsing_exception', reason: 'failed to parse field [status]' };
  server.refuseItem = (id) => (id === line(2).id ? { status: 400, error } : undefined);
  expect(await open().put([line(1), line(2), line(3)], patience())).toBe(true);
  expect([...server.documents.keys()]).toEqual(ids(1, 3).map((id) => `access-log/${id}`));
  expect(said).toEqual([
    'Elasticsearch refused 1 lines for good: logs.access-0-2 (document_parsing_exception: failed to parse field [status])',
  ]);
});

it.each([429, 502, 503])(
  'waits longer and longer while it answers %d to everything, and says so once',
  async (status) => {
    server.refuse = { status, body: '' };
    const put = open().put(
      [line(1)],
      patience(() => {
        if (waits.length === 6) server.refuse = undefined;
      }),
    );
    expect(await put).toBe(true);
    expect(waits).toEqual([500, 1_000, 2_000, 4_000, 8_000, 8_000]);
    expect(said).toEqual([
      `Elasticsearch takes no lines now, they are tried again: status ${String(status)}`,
      'Elasticsearch takes lines again',
    ]);
  },
);

it('waits while nobody listens', async () => {
  const { port } = server;
  const index = open();
  await server.close();
  const put = index.put(
    [line(1)],
    patience(async () => {
      if (waits.length !== 2) return;
      server = new BulkServer();
      await server.listen(port);
    }),
  );
  expect(await put).toBe(true);
  expect([...server.documents.keys()]).toEqual([`access-log/${line(1).id}`]);
  expect(said[0]).toMatch(/^Elasticsearch takes no lines now, they are tried again: .*ECONNREFUSED/);
});

it('gives up when it is told to stop', async () => {
  server.refuse = { status: 503, body: '' };
  expect(
    await open().put(
      [line(1)],
      patience(() => stop.abort()),
    ),
  ).toBe(false);
  expect(waits).toEqual([500]);
});

describe('what waiting would not help', () => {
  const failure = async (environment: NodeJS.ProcessEnv = {}): Promise<Unusable> => {
    const error: unknown = await open(environment)
      .put([line(1)], patience())
      .catch((error: unknown) => error);
    expect(error).toBeInstanceOf(Unusable);
    expect(waits).toEqual([]);
    return error as Unusable;
  };

  it('a wrong password: neither that nor the header that it is in is told', async () => {
    const environment = { ELASTICSEARCH_USER: 'demo', ELASTICSEARCH_PASSWORD: password };
    const header = `Basic ${Buffer.from(`demo:${password}`).toString('base64')}`;
    const error = { type: 'security_exception', reason: 'unable to authenticate user [demo]' };
    server.refuse = { status: 401, body: JSON.stringify({ error, status: 401 }) };
    const told = await failure(environment);
    expect(told.message).toBe(
      'Elasticsearch refuses what it is asked: status 401, security_exception: unable to authenticate user [demo]',
    );
    server.refuse = { status: 403, body: `you sent ${header}` };
    const echoed = await failure(environment);
    expect(echoed.message).toBe('Elasticsearch refuses what it is asked: status 403');
    expect(server.authorizations).toEqual([header, header]);
    const all = inspect([told, echoed, said], { depth: Infinity, showHidden: true });
    for (const secret of [password, header.slice('Basic '.length)]) expect(all).not.toContain(secret);
  });

  it('something else than an Elasticsearch', async () => {
    server.isElasticsearch = false;
    expect((await failure()).message).toBe('What ELASTICSEARCH_URL names answers, and is no Elasticsearch');
  });
});

describe('over TLS', () => {
  let folder: string;

  beforeEach(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'kafkascope-index-'));
    closing.push(() => rm(folder, { recursive: true }));
    await server.close();
    await makeCertificates(folder);
    const read = (name: string) => readFileSync(path.join(folder, name), 'utf8');
    server = new BulkServer({ key: read('server.key'), cert: read('server.pem') });
    await server.listen();
  });

  it('trusts the CA of ELASTICSEARCH_CA', async () => {
    const index = open({ ELASTICSEARCH_CA: path.join(folder, 'ca.pem') });
    expect(await index.put([line(1)], patience())).toBe(true);
    expect(server.documents.size).toBe(1);
  });

  it('trusts no other, and sends nothing', async () => {
    expect(
      await open({ ELASTICSEARCH_USER: 'demo', ELASTICSEARCH_PASSWORD: password }).put(
        [line(1)],
        patience(() => stop.abort()),
      ),
    ).toBe(false);
    expect(said[0]).toMatch(/certificate/);
    expect(server.authorizations).toEqual([]);
  });
});

it.each<[what: string, environment: NodeJS.ProcessEnv, told: RegExp]>([
  ['no address', { ELASTICSEARCH_URL: 'elasticsearch' }, /^ELASTICSEARCH_URL is no address of an Elasticsearch/],
  [
    'another protocol',
    { ELASTICSEARCH_URL: 'ftp://127.0.0.1' },
    /^ELASTICSEARCH_URL is no address of an Elasticsearch/,
  ],
  [
    'a password in the address',
    { ELASTICSEARCH_URL: `http://demo:${encodeURIComponent(password)}@127.0.0.1` },
    /^ELASTICSEARCH_URL holds a user/,
  ],
  [
    'a user without a password',
    { ELASTICSEARCH_USER: 'demo' },
    /^ELASTICSEARCH_USER and ELASTICSEARCH_PASSWORD are given together/,
  ],
  [
    'a password without a user',
    { ELASTICSEARCH_PASSWORD: password },
    /^ELASTICSEARCH_USER and ELASTICSEARCH_PASSWORD are given together/,
  ],
  [
    'a CA that is not there',
    { ELASTICSEARCH_CA: '/nowhere/ca.pem' },
    /^ELASTICSEARCH_CA is "\/nowhere\/ca\.pem", which cannot be read/,
  ],
])('refuses %s', (_, environment, told) => {
  const failing = () => open(environment);
  expect(failing).toThrow(told);
  expect(failing).not.toThrow(/horse/);
});
