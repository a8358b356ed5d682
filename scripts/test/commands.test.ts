import { describe, expect, it } from '@jest/globals';
import { commands } from '../commands.mjs';

describe('what the tests take of the machine', () => {
  it.each([
    ['npm test', [], ['java', 'mvn', 'promtool', 'kcat', 'chromium']],
    ['npm test -- lint unit', ['lint', 'unit'], []],
    ['npm test -- unit browser -t lag', ['unit', 'browser', '-t', 'lag'], ['java', 'mvn', 'chromium']],
    ['npm test -- -t lag', ['-t', 'lag'], ['java', 'mvn', 'promtool', 'kcat', 'chromium']],
  ])('%s', (_, args, tools) => {
    expect(commands.test?.tools(args)).toEqual(tools);
  });
});
