import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { classArchiveFlags } from './class-archive.ts';
import { kafkaJars, newestVersion } from './jars.ts';
import { javaBuild } from './java.ts';
import { lockDirectory } from './lock.ts';
import { mountMemoryDisk } from './memory-disk.ts';
import { prepareNodes } from './nodes.ts';
import type { ClusterOptions } from './options.ts';
import { Cluster } from './running-cluster.ts';
import { prepareSecurity, requirePossible, type PreparedSecurity } from './security.ts';
import { startWatcher } from './watcher.ts';

export type { Cluster } from './running-cluster.ts';

const noProgress = (): void => undefined;

/**
 * Brings what a cluster of this version needs, once: jars and class archive. startCluster does it too;
 * by itself it is for who wants to choose ports when the minutes of the first time are over.
 */
export async function prepareKafka(version = newestVersion, onProgress: (line: string) => void = noProgress) {
  // First, so that a missing Java is told before Maven has fetched anything.
  javaBuild();
  const jars = await kafkaJars(version, onProgress);
  return { jars, archiveFlags: await classArchiveFlags(jars, onProgress) };
}

/**
 * Starts real Apache Kafka on this machine and resolves once every broker answers, knows all the others
 * and has a controller. Nothing of it outlives this process, however that ends.
 *
 * @throws Error in words for a person: no Java, no Maven, a port that is taken, a full disk, a broker that died.
 */
export async function startCluster(options: ClusterOptions = {}): Promise<Cluster> {
  const { onProgress = noProgress, version = newestVersion } = options;
  requirePossible(options, version);
  const { jars, archiveFlags } = await prepareKafka(version, onProgress);
  const directory = path.resolve(options.dataDir ?? (await mkdtemp(path.join(tmpdir(), 'kafkascope-'))));
  const unlock = lockDirectory(
    directory,
    'cluster.lock',
    (pid) => `The data folder ${directory} is in use by process ${pid}.`,
  );
  const memoryDisk = options.tmpfs === undefined ? undefined : path.join(directory, 'memory');
  const watcher = startWatcher({ mount: memoryDisk, directory: options.dataDir === undefined ? directory : undefined });
  let security: PreparedSecurity | undefined;
  let cluster: Cluster | undefined;
  try {
    if (options.tmpfs !== undefined && memoryDisk !== undefined) mountMemoryDisk(memoryDisk, options.tmpfs.sizeMb);
    security = await prepareSecurity(options, jars.version, directory);
    const nodes = await prepareNodes(jars, options, memoryDisk ?? directory, security);
    cluster = new Cluster({
      options,
      jars,
      directory,
      nodes,
      security,
      jvmFlags: [...archiveFlags, ...security.jvmFlags],
      toolFlags: archiveFlags,
      watcher,
      unlock,
      temporary: options.dataDir === undefined || memoryDisk !== undefined,
    });
    onProgress('starting brokers');
    await cluster.start();
    return cluster;
  } catch (error) {
    if (cluster !== undefined) await cluster.stop();
    else {
      await security?.close();
      await watcher.close();
      unlock();
    }
    throw error;
  }
}
