/** @import { Config } from 'jest' */

const common = {
  modulePathIgnorePatterns: ['<rootDir>/dist/', '<rootDir>/.cache/'],
  transform: {
    '\\.tsx?$': [
      '@swc/jest',
      {
        jsc: {
          parser: { syntax: 'typescript', tsx: true },
          target: 'es2024',
          transform: { react: { runtime: 'automatic' } },
        },
        module: { type: 'commonjs' },
        sourceMaps: 'inline',
      },
    ],
  },
};

/**
 * CommonJS, as Grafana's packages load faster so; what is written as ES modules only below them is loaded by
 * --experimental-vm-modules.
 *
 * @type {Config}
 */
export default {
  testTimeout: 60_000,
  projects: [
    {
      ...common,
      displayName: 'plugin',
      testEnvironment: 'jsdom',
      testMatch: ['<rootDir>/test/**/*.test.{ts,tsx}'],
      testPathIgnorePatterns: ['/node_modules/', '/test/browser/'],
      setupFiles: ['<rootDir>/test/jsdom.ts'],
      setupFilesAfterEnv: ['<rootDir>/test/matchers.ts'],
      moduleNameMapper: { '\\.css$': '<rootDir>/test/no-style.ts' },
    },
    {
      ...common,
      displayName: 'plugin in Chromium',
      testEnvironment: 'node',
      testMatch: ['<rootDir>/test/browser/**/*.test.ts'],
    },
  ],
};
