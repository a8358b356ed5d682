import { expect, it } from '@jest/globals';
import { linesThatMatter, reason } from '../src/log.ts';

it.each([
  ['Socket server failed to bind to 127.0.0.1:9092: Address already in use.', /port is taken \(127\.0\.0\.1:9092\)/],
  ['java.net.BindException: Address already in use', /port is taken/],
  ['java.io.IOException: No space left on device', /disk is full/],
  ['java.lang.OutOfMemoryError: Java heap space', /heapMb/],
  ['something else', /see below/],
])('explains %s', (log, expected) => {
  expect(reason(log)).toMatch(expected);
});

it('shows errors and causes, without stack frames and without what went well', () => {
  const log = [
    '[main] INFO starting',
    '[main] ERROR Fatal error during broker startup',
    'java.io.IOException: No space left on device',
    '\tat java.base/java.io.FileOutputStream.write(Native Method)',
    '[main] INFO shutting down',
  ].join('\n');
  expect(linesThatMatter(log)).toEqual([
    '[main] ERROR Fatal error during broker startup',
    'java.io.IOException: No space left on device',
  ]);
});

it('shows the last lines of a log without errors', () => {
  expect(linesThatMatter('one\ntwo\nthree\n', 2)).toEqual(['two', 'three']);
});
