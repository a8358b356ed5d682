import { open, rename, type FileHandle } from 'node:fs/promises';
import { dirname } from 'node:path';
import { nextTurn, sliceIsOver } from '../event-loop.ts';

/** Characters that are written at once. */
const chunkLength = 65_536;

/**
 * Replaces a file by one of these lines, in slices. Whenever the process or the machine dies, the old file is there or
 * the new one, whole: the new one is on the disk under another name before it takes the old one's.
 */
export async function replaceFile(path: string, lines: Iterable<string>): Promise<void> {
  const temporary = `${path}.new`;
  const handle = await open(temporary, 'w', 0o600);
  try {
    await writeLines(handle, lines);
    await handle.sync();
  } finally {
    await handle.close();
  }
  await rename(temporary, path);
  await syncFolder(dirname(path));
}

async function writeLines(handle: FileHandle, lines: Iterable<string>): Promise<void> {
  let chunk = '';
  for (const line of lines) {
    chunk += `${line}\n`;
    if (chunk.length >= chunkLength) {
      await handle.appendFile(chunk);
      chunk = '';
    }
    if (sliceIsOver()) await nextTurn();
  }
  await handle.appendFile(chunk);
}

/** The new name itself must be on the disk, too. Windows cannot open a folder and needs none of this. */
async function syncFolder(folder: string): Promise<void> {
  if (process.platform === 'win32') return;
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
