import { parseConfig } from '../../src/config/parse-config.ts';
import { ConfigError } from '../../src/config/config-error.ts';
import type { Config } from '../../src/config/config.ts';

interface Given {
  readonly argv?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  /** Texts by path; every other file does not exist. */
  readonly files?: Readonly<Record<string, string>>;
}

/** A command line as one would type it: words separated by spaces. */
export const words = (line: string) => line.split(' ').filter((word) => word !== '');

export function read({ argv = [], env = {}, files = {} }: Given): Config {
  return parseConfig(argv, env, (path) => {
    const text = files[path];
    if (text === undefined) throw Object.assign(new Error(`ENOENT: ${path}`), { code: 'ENOENT' });
    return text;
  });
}

/** What is wrong with a configuration; empty: nothing. */
export function problemsOf(given: Given): readonly string[] {
  try {
    read(given);
    return [];
  } catch (error) {
    if (error instanceof ConfigError) return error.problems;
    throw error;
  }
}
