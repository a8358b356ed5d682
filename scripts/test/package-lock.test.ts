import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from '@jest/globals';

type Dependencies = Record<string, string>;
interface Package {
  readonly workspaces?: readonly string[];
  readonly dependencies?: Dependencies;
  readonly devDependencies?: Dependencies;
  readonly optionalDependencies?: Dependencies;
}

const root = path.resolve(import.meta.dirname, '../..');
const read = (file: string): unknown => JSON.parse(readFileSync(path.join(root, file), 'utf8'));
const main = read('package.json') as Package;
const locked = (read('package-lock.json') as { packages: Record<string, Package> }).packages;

it.each(['', ...(main.workspaces ?? [])])('package-lock.json is up to date with package.json of "%s"', (workspace) => {
  const { dependencies, devDependencies } = read(path.join(workspace, 'package.json')) as Package;
  expect({
    dependencies: locked[workspace]?.dependencies,
    devDependencies: locked[workspace]?.devDependencies,
  }).toEqual({ dependencies, devDependencies });
});

it('package-lock.json names the packages of all platforms, without which `npm ci` refuses it', () => {
  const missing = Object.entries(locked).flatMap(([place, { optionalDependencies = {} }]) =>
    Object.keys(optionalDependencies).filter(
      (name) => !(`node_modules/${name}` in locked) && !(`${place}/node_modules/${name}` in locked),
    ),
  );
  expect(missing).toEqual([]);
});
