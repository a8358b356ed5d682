import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { serve, unreadState, type Served } from './serve.ts';

let folder: string;
let served: Served;

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'kafkascope-page-'));
  for (const file of ['index.html', 'page.js', 'style.css', 'page.js.map']) {
    await writeFile(path.join(folder, file), `content of ${file}`);
  }
  served = await serve([unreadState()], { pageFolder: folder });
});
afterAll(async () => {
  await served.close();
  await rm(folder, { recursive: true });
});

it.each([
  ['/', 'index.html', 'text/html; charset=utf-8'],
  ['/page.js', 'page.js', 'text/javascript; charset=utf-8'],
  ['/style.css', 'style.css', 'text/css; charset=utf-8'],
])('%s is %s, and runs nothing that is not ours', async (address, file, type) => {
  const answer = await served.ask(address);
  expect([answer.status, answer.text]).toEqual([200, `content of ${file}`]);
  const { etag } = answer.headers;
  expect(answer.headers).toMatchObject({
    'content-type': type,
    'cache-control': 'no-cache',
    'x-content-type-options': 'nosniff',
    etag: expect.stringMatching(/^".{43}"$/) as unknown as string,
  });
  const policy = String(answer.headers['content-security-policy']);
  expect(policy).toMatch(/^default-src 'none'; script-src 'self'; /);
  expect(policy).not.toMatch(/unsafe|\*|https?:/);

  const again = await served.ask(address, { headers: { 'if-none-match': String(etag) } });
  expect([again.status, again.text]).toEqual([304, '']);
  const changed = await served.ask(address, { headers: { 'if-none-match': '"of another release"' } });
  expect(changed.status).toBe(200);
  const head = await served.ask(address, { method: 'HEAD' });
  expect([head.status, head.text, head.headers.etag]).toEqual([200, '', etag]);
});

it('serves nothing else from the folder', async () => {
  for (const address of ['/page.js.map', '/index.html', '/..%2f', `/${encodeURIComponent(folder)}`]) {
    expect((await served.ask(address)).status).toBe(404);
  }
});

it('says what to do when it was not built', async () => {
  const bare = await serve([unreadState()], { telemetryPath: '/other' });
  const { status, headers, text } = await bare.ask('/');
  expect([status, headers['content-type']]).toEqual([503, 'text/plain; charset=utf-8']);
  expect(text).toMatch(/npm run build.*\n.*\/other/);
  expect(bare.log).toEqual([]);
  await bare.close();
});
