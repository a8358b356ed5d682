import { execFile } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { copyFile, mkdir, rename, writeFile } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import type { Jars } from './jars.ts';
import { javaCommand } from './java.ts';
import type { Node, Properties } from './options.ts';
import { dataFolder, formatProperties } from './properties.ts';
import { withTemporaryFolder } from './temporary-folder.ts';

const checkpoint = 'bootstrap.checkpoint';

/**
 * Formats the data folders of nodes that have none yet.
 *
 * `kafka-storage format` leaves two files: meta.properties with the ids, and bootstrap.checkpoint with
 * the first metadata records (feature levels, SCRAM users), the same for every node. So Kafka's tool
 * runs once per version and set of users, its checkpoint is kept beside the jars, and no cluster waits
 * for a JVM per node.
 *
 * @param scram arguments of `--add-scram`
 */
export async function formatNodes(jars: Jars, nodes: readonly Node[], scram: readonly string[]): Promise<void> {
  const has = (file: string) => (node: Node) => existsSync(path.join(node.directory, dataFolder, file));
  if (nodes.every(has('meta.properties'))) return;
  // Without a metadata log nothing has ever run there: an interrupted first start is begun again.
  if (nodes.some(has('__cluster_metadata-0'))) {
    const lacking = nodes.filter((node) => !has('meta.properties')(node)).map(({ directory }) => directory);
    throw new Error(
      `The data of a cluster are incomplete: ${lacking.join(', ')} is not formatted, other nodes have data. Remove ${path.dirname(lacking[0] ?? '')} to begin anew.`,
    );
  }
  const source = await bootstrapCheckpoint(jars, scram);
  const clusterId = randomUuid();
  for (const node of nodes) {
    const directory = path.join(node.directory, dataFolder);
    await mkdir(directory, { recursive: true });
    await copyFile(source, path.join(directory, checkpoint));
    // Last, as its presence says that the folder is complete.
    await writeFile(
      path.join(directory, 'meta.properties'),
      formatProperties({
        version: '1',
        'cluster.id': clusterId,
        'node.id': String(node.id),
        'directory.id': randomUuid(),
      }),
    );
  }
}

/** As Kafka's Uuid prints itself: 16 bytes in base64url, never beginning with a dash. */
function randomUuid(): string {
  for (;;) {
    const id = randomBytes(16).toString('base64url');
    if (!id.startsWith('-')) return id;
  }
}

async function bootstrapCheckpoint(jars: Jars, scram: readonly string[]): Promise<string> {
  const kept = path.join(
    jars.directory,
    `${createHash('sha256').update(scram.join('\n')).digest('hex').slice(0, 16)}.${checkpoint}`,
  );
  if (existsSync(kept)) return kept;
  const directory = path.join(tmpdir(), `kafkascope-format-${process.pid}-${randomUuid()}`);
  await withTemporaryFolder(directory, async () => {
    const properties = path.join(directory, 'server.properties');
    await writeFile(properties, formatProperties(anyServer(path.join(directory, dataFolder))));
    const users = scram.flatMap((user) => ['--add-scram', user]);
    const format = ['format', '--cluster-id', randomUuid(), '--config', properties, ...users];
    const java = ['-XX:TieredStopAtLevel=1', '-cp', jars.classPath, 'kafka.tools.StorageTool', ...format];
    await promisify(execFile)(javaCommand(), java, { maxBuffer: 1 << 24 });
    const own = `${kept}.${process.pid}`;
    await copyFile(path.join(directory, dataFolder, checkpoint), own);
    await rename(own, kept);
  });
  return kept;
}

/** The least that Kafka's tool accepts; nothing of it is in the checkpoint. */
function anyServer(logDirs: string): Properties {
  return {
    'node.id': '1',
    'process.roles': 'broker,controller',
    'controller.quorum.voters': '1@127.0.0.1:9093',
    'controller.listener.names': 'CONTROLLER',
    listeners: 'PLAINTEXT://127.0.0.1:9092,CONTROLLER://127.0.0.1:9093',
    'listener.security.protocol.map': 'PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT',
    'log.dirs': logDirs,
  };
}
