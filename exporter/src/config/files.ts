import type { Report } from './config-error.ts';
import type { FlagName } from './flags.ts';
import type { Settings } from './settings.ts';

/** The text of a file; throws the errors of node:fs. */
export type ReadFile = (path: string) => string;

/** The text of the file that a setting names; undefined where it names none or, told in the report, it cannot be read. */
export function readNamed(
  settings: Settings,
  name: FlagName & `${string}file`,
  readFile: ReadFile,
  report: Report,
): string | undefined {
  const path = settings.get(name);
  if (path === undefined) return undefined;
  try {
    return readFile(path);
  } catch (error) {
    report.problems.push(`${settings.where(name)}: cannot read ${path}: ${reason(error)}`);
    return undefined;
  }
}

const reasons: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file',
  EACCES: 'permission denied',
  EISDIR: 'it is a directory',
};

/** Why a file could not be read, in plain words. */
export function reason(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return reasons[errorCode(error) ?? ''] ?? error.message;
}

export function errorCode(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined;
}
