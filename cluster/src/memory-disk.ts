import { execFileSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';

/** Mounts a memory disk; the watcher unmounts it. */
export function mountMemoryDisk(directory: string, sizeMb: number): void {
  mkdirSync(directory, { recursive: true });
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${sizeMb}m`, 'kafkascope', directory], {
      stdio: ['ignore', 'ignore', 'pipe'],
    });
  } catch (cause) {
    throw new Error(
      `A memory disk of ${sizeMb} MB could not be mounted at ${directory}: that needs Linux and root (or CAP_SYS_ADMIN).`,
      { cause },
    );
  }
}
