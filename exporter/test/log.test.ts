import { describe, expect, it } from '@jest/globals';
import type { Config } from '../src/config/config.ts';
import type { Logger } from '../src/log.ts';
import { createLogger, errorText } from '../src/log.ts';

function logged(options: Partial<Config['log']>, use: (log: Logger) => void): string[] {
  const lines: string[] = [];
  use(createLogger({ level: 'info', format: 'logfmt', ...options }, { write: (line) => lines.push(line) }));
  return lines.map((line) => line.replace(/\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z/, 'NOW'));
}

const refused = new Error('the refresh failed', { cause: new Error('connect ECONNREFUSED 127.0.0.1:9092') });

describe('logfmt', () => {
  it.each<[string, (log: Logger) => void, string]>([
    ['plain', (log) => log.info('listening'), 'ts=NOW level=info msg=listening\n'],
    [
      'fields',
      (log) => log.warn({ cluster: 'a b', n: 3 }, 'is slow'),
      'ts=NOW level=warn msg="is slow" cluster="a b" n=3\n',
    ],
    [
      'signs',
      (log) => log.info({ q: 'a="b"\nc', empty: '' }, 'x'),
      'ts=NOW level=info msg=x q="a=\\"b\\"\\nc" empty=""\n',
    ],
    ['objects', (log) => log.info({ list: [1, 'two'] }, 'x'), 'ts=NOW level=info msg=x list="[1,\\"two\\"]"\n'],
    [
      'errors with their causes, without stack',
      (log) => log.error({ err: refused }, 'cannot refresh'),
      'ts=NOW level=error msg="cannot refresh" err="the refresh failed: connect ECONNREFUSED 127.0.0.1:9092"\n',
    ],
    [
      'secrets',
      (log) => log.info({ password: 'hunter2', sasl: { password: 'hunter2', username: 'me' } }, 'x'),
      'ts=NOW level=info msg=x password=[secret] sasl="{\\"password\\":\\"[secret]\\",\\"username\\":\\"me\\"}"\n',
    ],
  ])('%s', (_, use, line) => expect(logged({}, use)).toEqual([line]));
});

it('json', () => {
  const lines = logged({ format: 'json' }, (log) =>
    log.child({ cluster: 'a' }).error({ err: refused }, 'cannot refresh'),
  );
  expect(lines.map((line) => JSON.parse(line) as unknown)).toEqual([
    {
      level: 'error',
      ts: 'NOW',
      cluster: 'a',
      err: 'the refresh failed: connect ECONNREFUSED 127.0.0.1:9092',
      msg: 'cannot refresh',
    },
  ]);
});

it('keeps to its level', () => {
  const all = (log: Logger) => {
    log.debug('debug');
    log.info('info');
    log.error('error');
  };
  expect(logged({ level: 'debug' }, all)).toHaveLength(3);
  expect(logged({ level: 'warn' }, all)).toHaveLength(1);
  expect(logged({ level: 'silent' }, all)).toHaveLength(0);
});

it('shows stacks at level debug', () => {
  const [line] = logged({ level: 'debug' }, (log) => log.error({ err: refused }, 'cannot refresh'));
  expect(line).toMatch(/the refresh failed\\n +at .*Caused by: Error: connect ECONNREFUSED/);
});

it.each<[string, unknown, string]>([
  ['a text', 'gone', 'gone'],
  ['an error without text', Object.assign(new Error(''), { code: 'ECONNREFUSED' }), 'ECONNREFUSED'],
  ['several errors', new AggregateError([new Error('a'), new Error('b')]), 'a, b'],
  ['a cause already told', new Error('x: gone', { cause: new Error('gone') }), 'x: gone'],
])('the text of %s', (_, error, text) => expect(errorText(error)).toBe(text));
