import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { startTimeOf } from './process.ts';

/**
 * Makes a folder belong to this process: `file` in it names the process by id and start time, so that
 * what a killed one left behind holds nobody up.
 *
 * @returns gives the folder free.
 * @throws when another living process holds it; `busy` says so in the caller's words.
 */
export function lockDirectory(directory: string, file: string, busy: (pid: number) => string): () => void {
  mkdirSync(directory, { recursive: true });
  const lock = path.join(directory, file);
  for (;;) {
    try {
      writeFileSync(lock, `${process.pid} ${startTimeOf(process.pid) ?? ''}`, { flag: 'wx' });
      return () => rmSync(lock, { force: true });
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    }
    const [pid = '', ...startTime] = readFileSync(lock, 'utf8').split(' ');
    if (startTimeOf(Number(pid)) === startTime.join(' ')) throw new Error(busy(Number(pid)));
    rmSync(lock, { force: true });
  }
}
