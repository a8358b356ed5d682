import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import { runNpm } from './child.mjs';
import { withLock } from './lock.mjs';

/** @typedef {{ version?: string, optional?: boolean, dev?: boolean, devOptional?: boolean }} LockedPackage */

/**
 * Installs the npm packages of the lock file unless they are there.
 *
 * @param {string} root
 * @param {'runtime' | 'all'} kind
 */
export async function preparePackages(root, kind) {
  if (isInstalled(root, kind)) return;
  await withLock(join(root, '.cache', 'npm.lock'), async () => {
    if (isInstalled(root, kind)) return;
    console.log('Installing npm packages …');
    // Once the tools of the tests are there, they stay.
    const keepsDev = kind === 'all' || Object.values(installedPackages(root) ?? {}).some(({ dev }) => dev);
    // Not `npm ci`: that empties node_modules first, under the feet of a command that is running already.
    await runNpm(['install', '--no-save', ...(keepsDev ? [] : ['--omit=dev'])], root);
  });
}

/**
 * Whether node_modules holds what the lock file asks for. Optional packages are for other platforms.
 *
 * @param {string} root
 * @param {'runtime' | 'all'} kind
 */
function isInstalled(root, kind) {
  const installed = installedPackages(root);
  if (installed === undefined) return false;
  return Object.entries(packagesOf(join(root, 'package-lock.json'))).every(
    ([path, { version, optional, dev, devOptional }]) =>
      path === '' ||
      optional === true ||
      devOptional === true ||
      (dev === true && kind === 'runtime') ||
      (path in installed && installed[path]?.version === version),
  );
}

/**
 * npm's own note of what it installed: its last step, so an installation that was cut short has none.
 *
 * @param {string} root
 */
function installedPackages(root) {
  const note = join(root, 'node_modules', '.package-lock.json');
  return existsSync(note) ? packagesOf(note) : undefined;
}

/**
 * @param {string} file
 * @returns {Record<string, LockedPackage>}
 */
function packagesOf(file) {
  /** @type {unknown} */
  const lock = JSON.parse(readFileSync(file, 'utf8'));
  return /** @type {{ packages: Record<string, LockedPackage> }} */ (lock).packages;
}
