import { chosenLongStage, lonelyStages, longStages } from './stages.ts';
import { runPhases } from './test-run.ts';

// npm run test:long [-- JEST OPTIONS]
const jestArgs = process.argv.slice(2);
const all = [
  { stages: longStages, parallel: 2 },
  { stages: lonelyStages, parallel: 1 },
];
const chosen = [{ stages: [chosenLongStage], parallel: 1 }];
process.exit(await runPhases(jestArgs.length === 0 ? all : chosen, jestArgs));
