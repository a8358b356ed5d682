import { afterEach, describe, expect, it, jest } from '@jest/globals';
import type { ChildProcess } from 'node:child_process';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { text } from 'node:stream/consumers';

// A process of its own for each case, on a machine that may be busy.
jest.setTimeout(60_000);

const main = fileURLToPath(new URL('../src/main.ts', import.meta.url));
const children: ChildProcess[] = [];

afterEach(() => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
});

function start(argv: readonly string[]) {
  const child = spawn(process.execPath, [main, ...argv], { env: { PATH: process.env.PATH }, stdio: 'pipe' });
  children.push(child);
  const ended = Promise.all([once(child, 'exit'), text(child.stdout), text(child.stderr)]).then(
    ([[status], stdout, stderr]) => ({ status: status as unknown, stdout, stderr }),
  );
  return { child, ended };
}

const run = (...argv: string[]) => start(argv).ended;

describe('without running', () => {
  it('--help', async () => {
    const { status, stdout, stderr } = await run('--nonsense', '--help');
    expect([status, stderr]).toEqual([0, '']);
    expect(stdout).toContain('--kafka.server=HOST:PORT');
  });

  it('--version', async () => {
    const { status, stdout, stderr } = await run('--version');
    expect([status, stderr]).toEqual([0, '']);
    expect(stdout).toMatch(/^kafkascope-exporter \d+\.\d+\.\d+\n$/);
  });

  it('--config.check of what is valid', async () => {
    expect(await run('--config.check', '--kafka.server=a:1', '--kafka.version=2.0.0')).toEqual({
      status: 0,
      stdout: 'cluster (without name): a:1; no TLS; no SASL\n',
      stderr: '  - without effect here, accepted as they are flags of kafka_exporter: --kafka.version\n',
    });
  });

  it('a configuration that is wrong', async () => {
    expect(await run('--topic.filter=(', '--kafka.servers=a:1')).toEqual({
      status: 2,
      stdout: '',
      stderr:
        'kafkascope-exporter: the configuration cannot be used\n' +
        '  - --kafka.servers: unknown flag; did you mean --kafka.server?\n' +
        '  - --topic.filter: "(" is not an RE2 pattern: missing closing ): `(`\n',
    });
  });

  it('a topology that is wrong or missing', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'kafkascope-main-'));
    const file = join(folder, 'topology.yaml');
    try {
      const missing = await run('--config.check', `--topology.file=${file}`);
      expect([missing.status, missing.stderr]).toEqual([2, expect.stringContaining('there is no such file')]);
      writeFileSync(file, 'producers: [{name: a, cluster: b, writes: x}]');
      const wrong = await run('--config.check', `--topology.file=${file}`, '--kafka.cluster-name=a');
      expect([wrong.status, wrong.stderr]).toEqual([
        2,
        expect.stringContaining('no cluster is called "b"; there are "a"'),
      ]);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});

describe('running', () => {
  /** Nothing listens on port 1: the exporter runs all the same and waits for its cluster. */
  const nowhere = '--kafka.server=127.0.0.1:1';

  it('a port that is in use', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    await once(other, 'listening');
    const { port } = other.address() as AddressInfo;
    const { status, stderr } = await run(nowhere, `--web.listen-address=127.0.0.1:${port}`);
    other.close();
    expect(status).toBe(1);
    expect(stderr).toMatch(new RegExp(`level=fatal msg="cannot listen on 127.0.0.1:${port}: the port is in use;`));
    expect(stderr).not.toContain('    at ');
  });

  it.each(['SIGTERM', 'SIGINT'] as const)('ends on %s', async (signal) => {
    const { child, ended } = start([nowhere, '--web.listen-address=127.0.0.1:0']);
    let seen = '';
    child.stderr.on('data', (chunk) => {
      seen += String(chunk);
      if (seen.includes('msg=listening') && !child.killed) child.kill(signal);
    });
    const { status, stderr } = await ended;
    expect(status).toBe(0);
    expect(stderr).toMatch(/msg=listening url=http:\/\/127\.0\.0\.1:\d+/);
    expect(stderr).toContain(`msg=stopping signal=${signal}`);
  });
});
