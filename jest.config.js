/** @import { Config } from 'jest' */

const kafka = '/test/kafka/';
const browser = '/test/browser/';
const long = '\\.long\\.test\\.ts$';

/** @type {(name: string, options: Partial<NonNullable<Extract<Config['projects'], object>[number]> & object>) => object} */
const project = (name, options) => ({
  displayName: name,
  testEnvironment: 'node',
  extensionsToTreatAsEsm: ['.ts'],
  // The plugin has a configuration of its own.
  modulePathIgnorePatterns: [
    '<rootDir>/plugin/',
    '<rootDir>/.*/dist/',
    '<rootDir>/.*/\\.cache/',
    '<rootDir>/.*/\\.data/',
  ],
  transform: {
    '\\.ts$': [
      '@swc/jest',
      { jsc: { parser: { syntax: 'typescript' }, target: 'es2024' }, module: { type: 'es6' }, sourceMaps: 'inline' },
    ],
  },
  ...options,
});

/** Run by scripts/test.ts, which gives each project its own stage; ESM needs NODE_OPTIONS=--experimental-vm-modules. */
export default {
  // For brokers that start on a busy machine. Jest has one limit for all projects.
  testTimeout: 120_000,
  projects: [
    project('unit', {
      testMatch: ['**/test/**/*.test.ts'],
      testPathIgnorePatterns: ['/node_modules/', '/plugin/test/', kafka, browser, long],
    }),
    project('kafka', { testMatch: ['**/test/kafka/**/*.test.ts'], testPathIgnorePatterns: ['/node_modules/', long] }),
    project('browser', {
      testMatch: ['**/test/browser/**/*.test.ts'],
      testPathIgnorePatterns: ['/node_modules/', '/plugin/test/', long],
    }),
    project('long', { testMatch: ['**/*.long.test.ts'] }),
  ],
};
