import { linkSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { startTimeOf } from './process.ts';

/**
 * Takes a lock file, which names its holder by process id and start time: what a killed process left
 * behind holds nobody up, even when its id has been given to another one.
 *
 * @returns what gives it free (the end of this process does too), or the id of the process that holds it.
 */
export function tryLock(file: string): (() => void) | number {
  // Linked into its place with its content, so that nobody ever reads half a lock.
  const own = `${file}.${process.pid}`;
  writeFileSync(own, `${process.pid} ${startTimeOf(process.pid) ?? ''}`);
  try {
    return link(own, file);
  } finally {
    rmSync(own, { force: true });
  }
}

function link(own: string, file: string): (() => void) | number {
  for (;;) {
    try {
      linkSync(own, file);
      const unlock = (): void => {
        process.off('exit', unlock);
        rmSync(file, { force: true });
      };
      process.once('exit', unlock);
      return unlock;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    }
    const [pid = '', ...startTime] = readFileSync(file, 'utf8').split(' ');
    if (startTimeOf(Number(pid)) === startTime.join(' ')) return Number(pid);
    rmSync(file, { force: true });
  }
}

/**
 * Makes a folder belong to this process.
 *
 * @returns what gives it free.
 * @throws when another living process holds it; `busy` says so in the caller's words.
 */
export function lockDirectory(directory: string, file: string, busy: (pid: number) => string): () => void {
  mkdirSync(directory, { recursive: true });
  const unlock = tryLock(path.join(directory, file));
  if (typeof unlock === 'number') throw new Error(busy(unlock));
  return unlock;
}
