import { rmSync } from 'node:fs';
import { mkdir, rm } from 'node:fs/promises';

/** Gives `work` a new folder that is gone when it ends, also when this process ends before it. */
export async function withTemporaryFolder<T>(directory: string, work: () => Promise<T>): Promise<T> {
  const remove = (): void => rmSync(directory, { recursive: true, force: true });
  process.once('exit', remove);
  try {
    await mkdir(directory, { recursive: true });
    return await work();
  } finally {
    process.off('exit', remove);
    await rm(directory, { recursive: true, force: true });
  }
}
