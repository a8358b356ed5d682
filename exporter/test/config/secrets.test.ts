import { describe, expect, it } from '@jest/globals';
import { summary } from '../../src/config/summary.ts';
import { problemsOf, read, words } from './read.ts';

const secret = 'hunter2';

describe('no error shows a secret', () => {
  it.each([
    `--sasl.password=${secret}`,
    `--sasl.pasword=${secret}`,
    `--sasl.pasword ${secret}`,
    `--sasl.password= ${secret}`,
    `--sasl.enabled ${secret}`,
    secret,
    `-${secret}`,
    `--no-sasl.password=${secret}`,
    `--sasl.password=${secret} --sasl.password=${secret}`,
    `--sasl.password=${secret} --sasl.password-file=pw`,
    `--sasl.mechanism=oauthbearer --sasl.oauthbearer-token-url=https://me:${secret}@id/token`,
    `--sasl.mechanism=oauthbearer --sasl.oauthbearer-token-url=//me:${secret}@id/token`,
    `--kafka.server=SASL_SSL://me:${secret}@kafka:9092`,
    `--kafka.server=me:${secret}@kafka:9092`,
    `--sasl.handshake ${secret}`,
    '--sasl.username=me --sasl.password-file=pw --sasl.mechanism=oauthbearer',
  ])('%s', (line) => {
    const problems = problemsOf({
      argv: words(`--sasl.enabled ${line} --refresh.interval=never`),
      files: { pw: secret },
    });
    expect(problems.length).toBeGreaterThan(1);
    expect(problems.join('\n')).not.toContain(secret);
  });

  it.each([
    `password: ${secret}: x`,
    `password: !${secret} x`,
    `password: *${secret}`,
    `password: @${secret}`,
    `password: "\\h${secret}`,
    `password: "${secret}`,
    `password: '${secret}' ${secret}`,
    `password: [${secret}]`,
    `password: { ${secret}: ${secret} }`,
    `password: &a ${secret}\n      username: *b`,
    `password: ${secret}\n      password: ${secret}`,
    `password: ${secret}\n     - ${secret}`,
    `pasword: ${secret}`,
    `password: ${secret}\n      passwordFile: pw`,
    `username: [me]\n      password: ${secret}`,
    `tokenUrl: [${secret}]`,
    `tokenUrl: ${secret}\n      mechanism: oauthbearer`,
  ])('sasl: %s', (lines) => {
    const text = `refreshInterval: never\nclusters:\n  - brokers: [a:1]\n    sasl:\n      ${lines}\n`;
    const problems = problemsOf({ argv: ['--config.file=c.yaml'], files: { 'c.yaml': text, pw: secret } });
    expect(problems.length).toBeGreaterThan(0);
    expect(problems.join('\n')).not.toContain(secret);
  });

  it.each([
    `clusters: ${secret}`,
    `clusters: [${secret}]`,
    `clusters: [{sasl: ${secret}}]`,
    secret,
    `[${secret}]`,
    '12345',
  ])('%s', (text) => {
    const problems = problemsOf({ argv: ['--config.file=c.yaml'], files: { 'c.yaml': text } });
    expect(problems).toHaveLength(1);
    expect(problems[0]).not.toMatch(/hunter2|12345/);
  });

  it('nor do variables', () => {
    const env = {
      KAFKASCOPE_SASL_PASSWORD: secret,
      KAFKASCOPE_SASL_PASSWORD_FILE: 'pw',
      KAFKASCOPE_SASL_OAUTHBEARER_TOKEN_URL: secret,
      SASL_USER_PASSWORD: secret,
    };
    const problems = problemsOf({ env, argv: ['--sasl.enabled'], files: { pw: secret } });
    expect(problems.length).toBeGreaterThan(1);
    expect(problems.join('\n')).not.toContain(secret);
  });
});

it('--config.check shows one line per cluster without secrets', () => {
  const text = `
clusters:
  - { name: a, brokers: [a:1, b:2], sasl: { username: me, password: ${secret} }, labels: { env: prod } }
  - name: b
    brokers: [c:3]
    tls: { insecureSkipVerify: true }
    sasl: { mechanism: oauthbearer, username: id, password: ${secret}, tokenUrl: "https://id/?key=${secret}" }
    collectors: { members: false }
`;
  expect(summary(read({ argv: ['--config.file=c.yaml'], files: { 'c.yaml': text } }))).toBe(
    'cluster a: a:1, b:2; no TLS; SASL plain as me; labels env=prod\n' +
      'cluster b: c:3; TLS; SASL oauthbearer as id; certificates not verified; without members',
  );
});
