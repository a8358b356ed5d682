import { randomBytes } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';

const metaFile = 'meta.properties';

/** Makes the folder `fresh` a further log dir of the node that has the log dir `formatted`. */
export function formatLogDir(formatted: string, fresh: string): void {
  const properties = readFileSync(path.join(formatted, metaFile), 'utf8');
  mkdirSync(fresh);
  writeFileSync(
    path.join(fresh, metaFile),
    properties.replace(/^directory\.id=.*$/m, `directory.id=${randomBytes(16).toString('hex').slice(0, 22)}`),
  );
}

/** The server properties of a node with a second log dir; its metadata stay in the first, so that the second may go. */
export function twoLogDirs(first: string, second: string): Record<string, string> {
  return { 'log.dirs': `${first},${second}`, 'metadata.log.dir': first };
}
