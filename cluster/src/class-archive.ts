import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdtemp, rename, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Jars } from './jars.ts';
import { javaBuild } from './java.ts';
import { tryLock } from './lock.ts';
import { prepareNodes } from './nodes.ts';
import { Server } from './server.ts';
import { startWatcher } from './watcher.ts';

/** Longer than a JVM takes to write the archive on a busy machine. */
const writeTimeoutMs = 60_000;

/**
 * JVM flags that map Kafka's classes from an archive (class data sharing, JEP 350) instead of reading them
 * from jars: a broker's start costs about half the CPU time. The archive is made once per Kafka and Java by
 * a broker of its own, and kept beside the jars. While another process makes it, brokers start without.
 */
export async function classArchiveFlags(jars: Jars, onProgress: (line: string) => void): Promise<readonly string[]> {
  const build = createHash('sha256').update(javaBuild()).digest('hex').slice(0, 16);
  const archive = path.join(jars.directory, `classes-${build}.jsa`);
  const flags = [`-XX:SharedArchiveFile=${archive}`];
  if (existsSync(archive)) return flags;
  const unlock = tryLock(`${archive}.lock`);
  if (typeof unlock === 'number') return [];
  try {
    onProgress(`preparing Kafka ${jars.version} for fast starts (once)`);
    await makeArchive(jars, archive);
    return flags;
  } catch (error) {
    onProgress(`brokers will start slower: ${error instanceof Error ? error.message : String(error)}`);
    return [];
  } finally {
    unlock();
  }
}

async function makeArchive(jars: Jars, archive: string): Promise<void> {
  const directory = await mkdtemp(path.join(tmpdir(), 'kafkascope-archive-'));
  const watcher = startWatcher({ mount: undefined, directory });
  const unfinished = `${archive}.unfinished`;
  try {
    const [node] = await prepareNodes(jars, { brokers: 1 }, directory, { properties: {}, scram: [] });
    if (node === undefined) throw new Error('a cluster of one broker has no node');
    const server = new Server(node, {
      jars,
      heapMb: 512,
      jvmFlags: [`-XX:ArchiveClassesAtExit=${unfinished}`],
      onChange: (pid) => watcher.watch(pid === undefined ? [] : [pid]),
      onDeath: () => undefined,
    });
    await server.start();
    await server.stop(writeTimeoutMs);
    await rename(unfinished, archive);
  } finally {
    await watcher.close();
    await rm(unfinished, { force: true });
  }
}
