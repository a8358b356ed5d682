import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';

import { runNpm, StepError } from './child.mjs';
import { withLock } from './lock.mjs';

/** npm alone needs this. */
const oldestLauncher = [20, 19];
/** Runs TypeScript without a flag and without a warning. */
const oldestNode = [24, 3];
/** Installed where the machine's own is older. */
const ownNode = '24.21.0';

/** @param {number[]} wanted major, minor */
function isAtLeast([wantedMajor = 0, wantedMinor = 0]) {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  return major > wantedMajor || (major === wantedMajor && minor >= wantedMinor);
}

/** @returns {string[]} what is wrong with the Node that runs this, nothing when it will do */
export function nodeProblems() {
  if (isAtLeast(oldestLauncher)) return [];
  return [
    `Node ${oldestLauncher.join('.')} or newer is missing (this is ${process.versions.node}): https://nodejs.org`,
  ];
}

/**
 * The one place that decides which Node runs Kafkascope: the machine's when it is new enough, otherwise the binary
 * that the npm package `node` carries. That package's install script would fetch the package of the platform, which is
 * taken directly here, because npm runs install scripts only where they are allowed.
 *
 * @param {string} root
 * @returns {Promise<string>} path of the binary
 */
export async function prepareNode(root) {
  if (isAtLeast(oldestNode)) return process.execPath;
  const name = `node-${process.platform}-${process.arch}`;
  const home = join(root, '.cache', `node-${ownNode}`);
  const binary = join(home, 'node_modules', name, 'bin', 'node');
  if (existsSync(binary)) return binary;
  await withLock(`${home}.lock`, async () => {
    if (existsSync(binary)) return;
    console.log(`Installing Node ${ownNode} for Kafkascope alone, as this is ${process.versions.node} …`);
    const unfinished = `${home}.unfinished`;
    const remove = () => rmSync(unfinished, { recursive: true, force: true });
    remove();
    mkdirSync(unfinished, { recursive: true });
    try {
      await runNpm(['install', '--prefix', unfinished, '--no-save', '--no-package-lock', `${name}@${ownNode}`], root);
      const program = join(unfinished, 'node_modules', name, 'bin', 'node');
      if (spawnSync(program, ['--version']).status === 0) renameSync(unfinished, home);
    } finally {
      remove();
    }
  });
  if (existsSync(binary)) return binary;
  throw new StepError(
    `Node ${oldestNode.join('.')} or newer is missing, and npm's does not run here: https://nodejs.org`,
    1,
  );
}
