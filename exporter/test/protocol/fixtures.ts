import { readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import type { Fixture, Recordable } from './recordable.ts';

export const fixtureFolder = path.join(import.meta.dirname, '..', 'fixtures', 'protocol');

/** File names of all fixtures, sorted. */
export function fixtureNames(): string[] {
  return readdirSync(fixtureFolder)
    .filter((name) => name.endsWith('.json'))
    .sort();
}

export function fixturePath({ file }: Recordable, version: number): string {
  return path.join(fixtureFolder, `${file}.v${version}.json`);
}

/** @throws when there is none: `npm run record-fixtures` makes one. */
export function readFixture(recordable: Recordable, version: number): Fixture {
  return JSON.parse(readFileSync(fixturePath(recordable, version), 'utf8')) as Fixture;
}
