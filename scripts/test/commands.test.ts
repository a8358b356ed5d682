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
