// `node scripts/run.mjs COMMAND …` starts every npm script: it sees to what the command needs (programs of the machine,
// npm packages, Node), then hands over. Plain JavaScript, because it has to run on any Node.
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { runChild, StepError } from './child.mjs';
import { commands } from './commands.mjs';
import { nodeProblems, prepareNode } from './node-binary.mjs';
import { preparePackages } from './packages.mjs';
import { prepareTools } from './tools.mjs';

const root = dirname(dirname(fileURLToPath(import.meta.url)));

/**
 * @param {string} name
 * @param {string[]} args
 * @returns {Promise<number>} exit code
 */
async function run(name, args) {
  const command = commands[name];
  if (command === undefined) {
    console.error(`There is no command "${name}", only ${Object.keys(commands).join(', ')}.`);
    return 1;
  }
  const refusal = command.refusal?.();
  if (refusal !== undefined) {
    console.error(refusal);
    return 1;
  }
  const problems = [...nodeProblems(), ...prepareTools(command.tools(args))];
  if (problems.length > 0) {
    console.error([`Kafkascope's "${name}" cannot run on this machine:`, ...problems].join('\n  - '));
    if (command.hint !== undefined) console.error(command.hint);
    return 1;
  }

  const [node] = await Promise.all([prepareNode(root), preparePackages(root, command.packages)]);
  if (command.plugin?.(args) === true) await preparePackages(join(root, 'plugin'), 'all');
  process.env.PATH = [dirname(node), process.env.PATH].join(delimiter);
  if (command.before !== undefined) {
    const codeBefore = await runChild(node, command.before, { cwd: root, isNode: true });
    if (codeBefore !== 0) return codeBefore;
  }
  return runChild(node, [command.entry, ...args], { cwd: root, isNode: true });
}

const [name = '', ...args] = process.argv.slice(2);
try {
  process.exitCode = await run(name, args);
} catch (error) {
  if (!(error instanceof StepError)) throw error;
  console.error(error.message);
  process.exitCode = error.exitCode;
}
