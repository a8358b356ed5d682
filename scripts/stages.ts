import { globSync } from 'node:fs';
import path from 'node:path';

export const root = path.dirname(import.meta.dirname);

/** One step of `npm test`: programs that all have to succeed, or a Jest project or Go tests, which are counted. */
export interface Stage {
  readonly name: string;
  readonly minutes: number;
  /** Arguments for Node, one list per program. */
  readonly programs?: readonly (readonly string[])[];
  /** Arguments for Jest. */
  readonly jest?: readonly string[];
  /** A folder with a Go module: its sources are vetted and its tests run. */
  readonly go?: string;
  readonly needs?: 'build';
}

const bin = (file: string): string => path.join(root, 'node_modules', file);

const tsconfigs = globSync('**/tsconfig.json', { cwd: root, exclude: ['**/node_modules', '**/dist', '**/.cache'] });

/** Independent of each other and bound to one core: two run at a time. */
export const staticStages: readonly Stage[] = [
  { name: 'format', minutes: 3, programs: [[bin('prettier/bin/prettier.cjs'), '--check', '--log-level=warn', '.']] },
  {
    name: 'types',
    minutes: 8,
    programs: tsconfigs.map((file) => [bin('typescript/bin/tsc'), '--pretty', '--project', file]),
  },
  { name: 'lint', minutes: 8, programs: [[bin('eslint/bin/eslint.js'), '--max-warnings=0', '.']] },
  {
    name: 'boundaries',
    minutes: 3,
    programs: [
      [bin('dependency-cruiser/bin/dependency-cruiser.mjs'), 'exporter', 'flow', 'cluster', 'demo', 'bench', 'scripts'],
    ],
  },
  { name: 'knip', minutes: 3, programs: [[bin('knip/bin/knip.js')]] },
];

/** By itself Jest leaves one core out, which is half of two. */
const allCores = '--maxWorkers=100%';

/** Tests with brokers wait more than they compute: two files at a time, each with a cluster of its own. */
const twoFiles = '--maxWorkers=2';

/** Use both cores, and the later ones the brokers: one after the other. */
export const testStages: readonly Stage[] = [
  { name: 'unit', minutes: 8, jest: ['--selectProjects=unit', allCores] },
  // The first time, all that the plugin is made of is fetched and built.
  { name: 'go', minutes: 15, go: 'plugin' },
  { name: 'compose', minutes: 8, go: 'compose' },
  { name: 'plugin', minutes: 6, jest: ['--config=plugin/jest.config.js', '--silent', allCores] },
  { name: 'build', minutes: 2, programs: [[path.join(root, 'scripts/build.ts'), '--quiet']] },
  { name: 'kafka', minutes: 14, jest: ['--selectProjects=kafka', twoFiles], needs: 'build' },
  { name: 'browser', minutes: 8, jest: ['--selectProjects=browser', twoFiles], needs: 'build' },
];

const long = ['--selectProjects=long', '--runInBand'];

/** Mostly wait, for what clusters and clocks do: two run at a time, those that take longest first. */
export const longStages: readonly Stage[] = [
  { name: 'demo', minutes: 25, jest: [...long, '/demo/test/'] },
  { name: 'audit', minutes: 20, jest: [...long, '/kafka/audit-(?!truth)'] },
  { name: 'loss', minutes: 15, jest: [...long, '/kafka/loss-'] },
  { name: 'clusters', minutes: 15, jest: [...long, '/cluster/test/', '/versions\\.', '/dashboards\\.', '/burrow\\.'] },
];

/** Measure, or keep both cores busy: nothing runs beside them. */
export const lonelyStages: readonly Stage[] = [
  { name: 'fault-free', minutes: 20, jest: [...long, '/fault-free\\.'] },
  { name: 'audit-truth', minutes: 20, jest: [...long, '/audit-truth\\.'] },
  { name: 'measured', minutes: 15, jest: [...long, '/scrapes\\.', '/time-lag\\.'] },
  { name: 'packaged', minutes: 25, jest: [...long, '/plugin-package\\.', '/compose/test/'] },
];

/** All of it in one piece, for a choice of its tests. */
export const chosenLongStage: Stage = { name: 'long', minutes: 45, jest: long };

/** The command line of Jest in native ESM mode. */
export function jestCommand(args: readonly string[]): string[] {
  return ['--experimental-vm-modules', '--disable-warning=ExperimentalWarning', bin('jest/bin/jest.js'), ...args];
}
