import { describe, expect, it } from '@jest/globals';
import { commands } from '../commands.mjs';

const everything = ['openssl', 'promtool', 'go', 'jdk', 'mvn', 'kcat', 'chromium'];

describe('what the tests take of the machine', () => {
  it.each([
    ['npm test', [], everything],
    ['npm test -- lint types', ['lint', 'types'], []],
    [
      'npm test -- unit browser -t lag',
      ['unit', 'browser', '-t', 'lag'],
      ['openssl', 'promtool', 'jdk', 'mvn', 'chromium'],
    ],
    ['npm test -- -t lag', ['-t', 'lag'], everything],
  ])('%s', (_, args, tools) => {
    expect(commands.test?.tools(args)).toEqual(tools);
  });
});

it.each([
  ['npm test', [], true],
  ['npm test -- lint', ['lint'], true],
  ['npm test -- unit kafka', ['unit', 'kafka'], false],
])('whether %s takes the packages of the plugin', (_, args, takes) => {
  expect(commands.test?.plugin?.(args)).toBe(takes);
});
