import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { Agent, request } from 'node:http';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, it, jest } from '@jest/globals';
import { ask, json } from './ask.ts';

jest.setTimeout(300_000);

const readers = 100;
const scrapesOfEach = 100;
/** On a slow machine fewer scrapes must do. */
const longestMs = 180_000;
const mostGrowth = 100 * 1024 * 1024;

let server: ChildProcess;
let url: string;

beforeAll(async () => {
  server = fork(fileURLToPath(new URL('./scraped-server.ts', import.meta.url)), { execArgv: [] });
  const [message] = (await once(server, 'message')) as [{ url: string }];
  ({ url } = message);
});
afterAll(() => {
  server.kill();
});

it('100 readers scrape up to 100 times each: memory hardly grows, and what is too much is told so', async () => {
  // One of each kind first: that the text is written and compressed once is no growth.
  for (const encoding of ['identity', 'gzip']) await ask(url, '/metrics', { headers: { 'accept-encoding': encoding } });
  const before = await residentBytes();
  let most = before;
  const watch = setInterval(() => {
    void residentBytes().then((bytes) => (most = Math.max(most, bytes)));
  }, 50);
  // A connection for each: one that is kept may be closed by the server at the moment when it is used again.
  const agent = new Agent({ keepAlive: false });
  const until = Date.now() + longestMs;
  const outcomes = new Map<string, number>();
  await Promise.all(
    Array.from({ length: readers }, async (_, reader) => {
      for (let count = 0; count < scrapesOfEach && Date.now() < until; count++) {
        const outcome = await scrape(agent, reader % 2 === 0 ? 'gzip' : 'identity');
        outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1);
      }
    }),
  );
  clearInterval(watch);
  const total = [...outcomes.values()].reduce((sum, count) => sum + count, 0);
  const figures = { outcomes: Object.fromEntries(outcomes), before, most, total };
  process.stdout.write(`${JSON.stringify(figures)}\n`);
  expect(most - before).toBeLessThan(mostGrowth);
  expect([...outcomes.keys()].sort()).toEqual(['200', '503, Retry-After 1']);
  expect(total).toBeGreaterThan(10 * readers);
  const after = await ask(url, '/metrics');
  expect(after.status).toBe(200);
});

it("readers who do not read are in nobody's way for longer than they stay", async () => {
  const agent = new Agent({ keepAlive: false });
  const stuck = Array.from({ length: 70 }, () => {
    const started = request(`${url}/metrics`, { agent });
    // Nobody listens for the data: they fill the buffers of the socket and no more come.
    started.on('response', (response) => response.pause());
    started.on('error', () => undefined);
    started.end();
    return started;
  });
  await Promise.all(stuck.map((each) => Promise.race([once(each, 'response'), once(each, 'error')])));
  const refused = await ask(url, '/metrics');
  expect([refused.status, refused.headers['retry-after']]).toEqual([503, '1']);
  expect(json(refused)).toMatchObject({ error: { code: 'too_many_scrapes' } });
  expect((await ask(url, '/healthz')).status).toBe(200);
  for (const each of stuck) each.destroy();
  let status: number;
  do ({ status } = await ask(url, '/metrics'));
  while (status === 503);
  expect(status).toBe(200);
});

/** The status, and for a refusal when to come again; or what went wrong. Never rejects. */
function scrape(agent: Agent, encoding: string): Promise<string> {
  return new Promise((resolve) => {
    const asked = request(`${url}/metrics`, { agent, headers: { 'accept-encoding': encoding } }, (response) => {
      let bytes = 0;
      response.on('data', (chunk: Buffer) => (bytes += chunk.length));
      response.once('error', ({ message }) => resolve(`${message} after ${bytes} bytes`));
      response.once('end', () => {
        const { 'retry-after': again, 'content-length': length } = response.headers;
        const told = again === undefined ? '' : `, Retry-After ${again}`;
        resolve(
          bytes === Number(length)
            ? `${String(response.statusCode)}${told}`
            : `${bytes} of ${String(length)} bytes came`,
        );
      });
    });
    asked.once('error', ({ message }) => resolve(`${message} before an answer`));
    asked.end();
  });
}

/** Memory of the server that is in RAM; Linux only, as the measure is. */
async function residentBytes(): Promise<number> {
  const status = await readFile(`/proc/${String(server.pid)}/status`, 'utf8');
  const kilobytes = /^VmRSS:\s+(\d+) kB$/m.exec(status)?.[1];
  return Number(kilobytes) * 1024;
}
