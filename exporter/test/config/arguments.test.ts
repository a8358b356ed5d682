import { describe, expect, it } from '@jest/globals';
import { askedAction, readArguments } from '../../src/config/arguments.ts';
import { Report } from '../../src/config/config-error.ts';
import { words } from './read.ts';

function parsed(argv: readonly string[]) {
  const report = new Report();
  const layer = readArguments(argv, report);
  return { settings: Object.fromEntries([...layer].map(([name, { items }]) => [name, items])), report };
}

describe('kingpin’s forms', () => {
  it.each<[string, Record<string, string[]>]>([
    ['--topic.filter=a', { 'topic.filter': ['a'] }],
    ['--topic.filter a', { 'topic.filter': ['a'] }],
    ['--topic.filter=a=b', { 'topic.filter': ['a=b'] }],
    ['--topic.filter -x', { 'topic.filter': ['-x'] }],
    ['--topic.filter=--x', { 'topic.filter': ['--x'] }],
    ['--topic.filter=', { 'topic.filter': [] }],
    ['--sasl.enabled', { 'sasl.enabled': ['true'] }],
    ['--no-sasl.enabled', { 'sasl.enabled': ['false'] }],
    ['--sasl.enabled=true', { 'sasl.enabled': ['true'] }],
    ['--sasl.enabled=false', { 'sasl.enabled': ['false'] }],
    ['--no-collector.log-dirs', { 'collector.log-dirs': ['false'] }],
    ['--kafka.server=a:1 --kafka.server b:2', { 'kafka.server': ['a:1', 'b:2'] }],
    ['--kafka.server=a:1,b:2 --kafka.server=c:3', { 'kafka.server': ['a:1', 'b:2', 'c:3'] }],
    ['--kafka.labels=env=prod,team=a', { 'kafka.labels': ['env=prod', 'team=a'] }],
  ])('%s', (line, settings) => {
    const result = parsed(words(line));
    expect(result.report.problems).toEqual([]);
    expect(result.settings).toEqual(settings);
  });

  it('takes values with spaces and commas as they are, but for lists', () => {
    expect(parsed(['--sasl.password', 'a b,c']).settings).toEqual({ 'sasl.password': ['a b,c'] });
  });
});

describe('what cannot be read', () => {
  it.each<[string, string]>([
    ['--topic.fliter=a', '--topic.fliter: unknown flag; did you mean --topic.filter?'],
    ['--topic.fliter a', '--topic.fliter: unknown flag; did you mean --topic.filter?'],
    ['--no-ofset.show-all', '--no-ofset.show-all: unknown flag; did you mean --no-offset.show-all?'],
    ['--no-topic.filter', '--no-topic.filter: unknown flag; did you mean --topic.filter?'],
    ['--Topic.Filter=a', '--Topic.Filter: unknown flag; did you mean --topic.filter?'],
    ['--kafka-server=a:1', '--kafka-server: unknown flag; did you mean --kafka.server?'],
    ['--no-config.check', '--no-config.check: unknown flag; did you mean --config.check?'],
    ['-topic.filter=a', '-topic.filter: flags begin with two dashes: --topic.filter'],
    ['--topic.filter', '--topic.filter: needs a value: --topic.filter=PATTERN'],
    ['--topic.filter --sasl.enabled', '--topic.filter: needs a value: --topic.filter=PATTERN'],
    ['--topic.filter=a --topic.filter=b', '--topic.filter: is given more than once; give it once'],
    ['--no-sasl.enabled=true', '--no-sasl.enabled: takes no value; write --no-sasl.enabled or --sasl.enabled=false'],
    ['here', 'argument 1: is not a flag: flags begin with --'],
    ['--', 'argument 1: is not a flag: flags begin with --'],
    [
      '--sasl.enabled true',
      'argument 2 (after --sasl.enabled): is not a flag: flags begin with --; a value is written as --flag=value, a switch as --switch or --no-switch',
    ],
  ])('%s', (line, problem) => {
    expect(parsed(words(line)).report.problems).toEqual([problem]);
  });
});

describe('kafka_exporter’s flags that mean nothing here', () => {
  it('are accepted with one notice for all', () => {
    const line =
      '--kafka.version=2.0.0 --topic.workers 100 --concurrent.enable --no-sasl.handshake --sasl.handshake=false';
    const { report } = parsed(words(line));
    expect(report.problems).toEqual([]);
    expect(report.notices).toEqual([
      'without effect here, accepted as they are flags of kafka_exporter: --kafka.version, --topic.workers, --concurrent.enable, --sasl.handshake',
    ]);
  });

  it.each(['--use.consumelag.zookeeper', '--zookeeper.server=localhost:2181', '--zookeeper.server localhost:2181'])(
    '%s is refused, with the reason',
    (line) =>
      expect(parsed(words(line)).report.problems).toEqual([
        expect.stringContaining('offsets in ZooKeeper are not read'),
      ]),
  );

  it('accepts that ZooKeeper is switched off', () => {
    expect(parsed(['--no-use.consumelag.zookeeper']).report.problems).toEqual([]);
  });
});

it.each([
  ['', 'run'],
  ['--kafka.server=a:1', 'run'],
  ['--nonsense --help', 'help'],
  ['-h', 'help'],
  ['--config.check --version', 'version'],
  ['--config.check --kafka.server=a:1', 'config.check'],
])('"%s" asks for %s', (line, action) => expect(askedAction(words(line))).toBe(action));
