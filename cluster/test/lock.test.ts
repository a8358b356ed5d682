import { mkdtempSync, existsSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, expect, it } from '@jest/globals';
import { lockDirectory } from '../src/lock.ts';
import { startTimeOf } from '../src/process.ts';

const directory = mkdtempSync(path.join(tmpdir(), 'kafkascope-lock-'));
const lock = path.join(directory, 'lock');
const take = () => lockDirectory(directory, 'lock', (pid) => `held by ${pid}`);

afterAll(() => rmSync(directory, { recursive: true }));

it('is held by one at a time', () => {
  const unlock = take();
  expect(take).toThrow(`held by ${process.pid}`);
  unlock();
  expect(existsSync(lock)).toBe(false);
  take()();
});

it.each([
  ['a process that is gone', '999999999 1'],
  ['another process with the same id', `${process.pid} 1`],
  ['a writer that was killed before it wrote', ''],
])('is not held up by %s', (_, content) => {
  writeFileSync(lock, content);
  take()();
});

it('knows a living process by its start time', () => {
  expect(startTimeOf(process.pid)).toMatch(/./);
  expect(startTimeOf(999_999_999)).toBeUndefined();
});
