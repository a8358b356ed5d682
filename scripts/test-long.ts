import { longStages } from './stages.ts';
import { runPhases } from './test-run.ts';

// npm run test:long [-- JEST OPTIONS]
process.exit(await runPhases([{ stages: longStages, parallel: 1 }], process.argv.slice(2)));
