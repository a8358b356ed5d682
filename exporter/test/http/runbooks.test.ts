import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { json } from './ask.ts';
import { serve, unreadState, type Served } from './serve.ts';

let folder: string;
let served: Served;

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'kafkascope-runbooks-'));
  await mkdir(path.join(folder, 'runbooks'));
  for (const name of ['records-expired', 'group-stopped']) {
    await writeFile(path.join(folder, 'runbooks', `${name}.html`), `page of ${name}`);
  }
  await writeFile(path.join(folder, 'secret.html'), 'not a runbook');
  served = await serve([unreadState()], { pageFolder: folder });
});
afterAll(async () => {
  await served.close();
  await rm(folder, { recursive: true });
});

it('serves a runbook as a page that runs nothing', async () => {
  const { status, headers, text } = await served.ask('/runbooks/records-expired');
  expect([status, headers['content-type'], text]).toEqual([200, 'text/html; charset=utf-8', 'page of records-expired']);
  const policy = String(headers['content-security-policy']);
  expect(policy).toMatch(/^default-src 'none'; script-src 'self'; /);
  expect(policy).not.toMatch(/unsafe|\*|https?:/);
});

it.each(['none', '..%2fsecret', '.', '%2e%2e', 'records-expired.html', '__proto__', '%00'])(
  'says which there are instead of %s',
  async (name) => {
    const answer = await served.ask(`/runbooks/${name}`);
    expect(answer.status).toBe(404);
    if (name === '.' || name === '%2e%2e') return;
    expect(json(answer)).toMatchObject({
      error: {
        code: 'unknown_runbook',
        message: expect.stringMatching(
          /^there is no runbook ".*"; there are group-stopped, records-expired$/,
        ) as unknown,
      },
    });
  },
);

it('says what to do when none was built', async () => {
  const bare = await serve([unreadState()]);
  expect(json(await bare.ask('/runbooks/none'))).toMatchObject({
    error: { message: 'there is no runbook "none"; none was built: run npm run build' },
  });
  await bare.close();
});
