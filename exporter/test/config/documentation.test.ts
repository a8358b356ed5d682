import { describe, expect, it } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { ignoredFlags, refusedFlags } from '../../src/config/drop-in.ts';
import type { Flag } from '../../src/config/flag.ts';
import { envName, sections } from '../../src/config/flag.ts';
import { actions, flagNames, flags } from '../../src/config/flags.ts';
import { helpText } from '../../src/config/help.ts';
import { read } from './read.ts';

const text = readFileSync(new URL('../../../docs/configuration.md', import.meta.url), 'utf8');

/** The rows of all tables between a heading and the next of its level, cells trimmed. */
function rowsBelow(heading: string): string[][] {
  const [, below = ''] = text.split(`\n${heading}\n`);
  const [section = ''] = below.split(/\n#{1,3} /);
  return section
    .split('\n')
    .filter((line) => line.startsWith('|'))
    .slice(2)
    .map((line) => line.split(/(?<!\\)\|/).slice(1, -1))
    .map((cells) => cells.map((cell) => cell.trim().replaceAll('\\|', '|')));
}

const code = (word: string | undefined) => (word === undefined || word === '' ? '' : `\`${word}\``);

describe('docs/configuration.md has the flags of', () => {
  it.each(sections)('%s', (section) => {
    const expected = flagNames
      .filter((name) => flags[name].section === section)
      .map((name) => {
        const { type, key, scope, fallbackEnv, defaultText, help }: Flag<unknown> = flags[name];
        return [
          code(type.placeholder === '' ? `--${name}` : `--${name}=${type.placeholder}`),
          [envName(name), ...(fallbackEnv === undefined ? [] : [fallbackEnv])].map(code).join(', '),
          code(key === undefined ? undefined : scope === 'process' ? key : `clusters[].${key}`),
          code(defaultText),
          `${help}.`,
        ];
      });
    expect(rowsBelow(`### ${section}`)).toEqual(expected);
  });

  it('the command line only', () => {
    expect(rowsBelow('### Instead of running')).toEqual(
      Object.entries(actions).map(([name, help]) => [code(`--${name}`), `${help}.`]),
    );
  });

  it.each([
    ['Accepted without effect', ignoredFlags],
    ['Refused', refusedFlags],
  ])('kafka_exporter: %s', (beginning, table) => {
    const line = text.split('\n').find((one) => one.startsWith(`- ${beginning}`));
    expect(line?.match(/--[\w.-]*\w/g)).toEqual(Object.keys(table).map((name) => `--${name}`));
  });

  it('an example that is valid', () => {
    const [yaml = ''] = /(?<=```yaml\n)refreshInterval.*?(?=```)/s.exec(text) ?? [];
    const withoutWebTls = yaml.replace(/ {2}tls: #.*?(?=log:)/s, '').replace(/ {4}tls:\n.*\n/, '');
    const password = `${process.cwd()}/secrets/atlantic`;
    expect(
      read({ argv: ['--config.file=c.yaml'], files: { 'c.yaml': withoutWebTls, [password]: 'pw' } }).clusters,
    ).toMatchObject([{ name: 'atlantic', sasl: { mechanism: 'scram-sha-512' } }, { name: 'pacific' }]);
  });
});

describe('--help', () => {
  const help = helpText();

  it.each([...flagNames, ...Object.keys(actions), ...Object.keys(ignoredFlags), ...Object.keys(refusedFlags)])(
    'names --%s',
    (name) => expect(help).toMatch(new RegExp(`--(no-)?${name.replaceAll('.', '\\.')}\\b`)),
  );

  it('fits a terminal', () => {
    expect(help.split('\n').filter((line) => line.length > 100 || line !== line.trimEnd())).toEqual([]);
  });
});

it('no two flags share a variable or a key', () => {
  const taken = flagNames.flatMap((name) => [envName(name), flags[name].key ?? name]);
  expect(new Set(taken).size).toBe(taken.length);
});

/** From its README and source, version 1.9.0: every flag of the original is known here. */
const originals =
  'concurrent.enable group.exclude group.filter kafka.allow-auto-topic-creation kafka.labels kafka.server kafka.version ' +
  'log.enable-sarama log.format log.level offset.show-all refresh.metadata sasl.aws-region sasl.disable-PA-FX-FAST ' +
  'sasl.enabled sasl.handshake sasl.kerberos-auth-type sasl.kerberos-config-path sasl.keytab-path sasl.mechanism ' +
  'sasl.oauthbearer-token-url sasl.password sasl.realm sasl.service-name sasl.username server.tls.ca-file ' +
  'server.tls.cert-file server.tls.enabled server.tls.key-file server.tls.mutual-auth-enabled tls.ca-file tls.cert-file ' +
  'tls.enabled tls.insecure-skip-tls-verify tls.key-file tls.server-name topic.exclude topic.filter topic.workers ' +
  'use.consumelag.zookeeper verbosity version web.listen-address web.telemetry-path zookeeper.server help';

it.each(originals.split(' '))('knows kafka_exporter’s --%s', (name) => {
  const here = [flags, actions, ignoredFlags, refusedFlags].filter((table) => Object.hasOwn(table, name));
  expect(here).toHaveLength(1);
});
