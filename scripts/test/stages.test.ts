import { globSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from '@jest/globals';
import { lonelyStages, longStages, root } from '../stages.ts';

const files = globSync('**/*.long.test.ts', { cwd: root, exclude: ['**/node_modules', '**/dist', '**/.cache'] });

it('has long tests', () => {
  expect(files.length).toBeGreaterThan(10);
});

it.each(files)('%s is run once', (file) => {
  const running = [...longStages, ...lonelyStages].filter(({ jest = [] }) =>
    jest.some((arg) => !arg.startsWith('-') && new RegExp(arg).test(path.join(root, file))),
  );
  expect(running).toHaveLength(1);
});
