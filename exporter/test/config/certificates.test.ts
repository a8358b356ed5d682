import { beforeAll, describe, expect, it } from '@jest/globals';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { problemsOf, read, words } from './read.ts';

let files: Readonly<Record<string, string>>;

beforeAll(() => {
  const folder = mkdtempSync(join(tmpdir(), 'kafkascope-certificates-'));
  const made = (name: string, ...more: string[]) => {
    const line = `req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -days 2 -subj /CN=${name} -keyout ${name}.key -out ${name}.pem`;
    execFileSync('openssl', [...line.split(' '), ...more], { cwd: folder, stdio: 'pipe' });
    return Object.fromEntries(
      ['key', 'pem'].map((end) => [`${name}.${end}`, readFileSync(join(folder, `${name}.${end}`), 'utf8')]),
    );
  };
  try {
    files = {
      ...made('one', '-nodes'),
      ...made('two', '-nodes'),
      ...made('locked', '-passout', 'pass:hunter2'),
      'text.txt': 'hunter2',
      'broken.pem': '-----BEGIN CERTIFICATE-----\nhunter2\n-----END CERTIFICATE-----\n',
    };
  } finally {
    rmSync(folder, { recursive: true });
  }
});

const given = (line: string) => ({ argv: words(`--kafka.server=a:1 ${line}`), files });

describe('TLS to Kafka', () => {
  it('holds the texts of the files', () => {
    const line = '--tls.enabled --tls.ca-file=two.pem --tls.cert-file=one.pem --tls.key-file=one.key';
    expect(read(given(line)).clusters[0].tls).toEqual({
      ca: files['two.pem'],
      cert: files['one.pem'],
      key: files['one.key'],
      serverName: undefined,
      insecureSkipVerify: false,
    });
  });

  it.each<[string, RegExp]>([
    ['--tls.cert-file=one.pem', /^--tls.cert-file: needs --tls.key-file too/],
    ['--tls.key-file=one.key', /^--tls.key-file: needs --tls.cert-file too/],
    ['--tls.cert-file=one.pem --tls.key-file=none', /^--tls.key-file: cannot read none: there is no such file$/],
    [
      '--tls.cert-file=one.pem --tls.key-file=two.key',
      /^--tls.cert-file: certificate and key cannot be used together: .*mismatch/,
    ],
    ['--tls.cert-file=locked.pem --tls.key-file=locked.key', /^--tls.key-file: the key is encrypted/],
    [
      '--tls.cert-file=broken.pem --tls.key-file=one.key',
      /^--tls.cert-file: certificate and key cannot be used together/,
    ],
    ['--tls.ca-file=text.txt', /^--tls.ca-file: the file holds no certificates that can be read/],
    ['--tls.ca-file=broken.pem', /^--tls.ca-file: the file holds no certificates that can be read/],
  ])('refuses %s', (line, problem) => {
    const problems = problemsOf(given(`--tls.enabled ${line}`));
    expect(problems).toEqual([expect.stringMatching(problem)]);
    expect(problems[0]).not.toContain('hunter2');
  });

  it('goes on without a client certificate where neither file exists, as kafka_exporter does', () => {
    const config = read(given('--tls.enabled --tls.cert-file=no.pem --tls.key-file=no.key'));
    expect(config.clusters[0].tls).toMatchObject({ cert: undefined, key: undefined });
    expect(config.notices).toEqual(['no client certificate is used: there are no files no.pem and no.key']);
  });
});

describe('TLS of the web server', () => {
  const pair = '--server.tls.enabled --server.tls.cert-file=one.pem --server.tls.key-file=one.key';

  it('asks clients for certificates only with mutual authentication', () => {
    const own = { cert: files['one.pem'], key: files['one.key'] };
    expect(read(given(`${pair} --server.tls.ca-file=two.pem`)).web.tls).toEqual({ ...own, clientCa: undefined });
    expect(read(given(`${pair} --server.tls.ca-file=two.pem --server.tls.mutual-auth-enabled`)).web.tls).toEqual({
      ...own,
      clientCa: files['two.pem'],
    });
  });

  it.each<[string, RegExp]>([
    ['--server.tls.enabled', /^--server.tls.enabled: needs --server.tls.cert-file and --server.tls.key-file$/],
    ['--server.tls.enabled --server.tls.cert-file=one.pem', /^--server.tls.cert-file: needs --server.tls.key-file too/],
    [`${pair} --server.tls.mutual-auth-enabled`, /^--server.tls.mutual-auth-enabled: needs --server.tls.ca-file/],
  ])('refuses %s', (line, problem) => {
    expect(problemsOf(given(line))).toEqual([expect.stringMatching(problem)]);
  });
});
