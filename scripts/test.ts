import { availableParallelism } from 'node:os';
import { staticStages, testStages } from './stages.ts';
import type { Stage } from './stages.ts';
import { runPhases } from './test-run.ts';

// npm test [-- [STAGE …] [JEST OPTIONS]], for instance: npm test -- lint unit -t 'lag'
const args = process.argv.slice(2);
const firstOption = args.findIndex((arg) => arg.startsWith('-'));
const names = firstOption === -1 ? args : args.slice(0, firstOption);
const jestArgs = firstOption === -1 ? [] : args.slice(firstOption);

const allNames = [...staticStages, ...testStages].map(({ name }) => name);
const unknown = names.filter((name) => !allNames.includes(name));
if (unknown.length > 0) {
  console.error(`There is no test stage ${unknown.join(', ')}, only ${allNames.join(', ')}.`);
  process.exit(1);
}

const chosen = (stages: readonly Stage[]): Stage[] =>
  stages.filter(({ name }) => names.length === 0 || names.includes(name));
const phases = [
  { stages: chosen(staticStages), parallel: Math.min(2, availableParallelism()) },
  { stages: chosen(testStages), parallel: 1 },
];
process.exit(await runPhases(phases, jestArgs));
