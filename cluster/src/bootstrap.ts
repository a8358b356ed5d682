import { execFile } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { copyFile, mkdir, mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import type { Jars } from './jars.ts';
import { javaCommand } from './java.ts';
import type { Node } from './options.ts';
import { dataFolder, formatProperties } from './properties.ts';

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
  const fresh = nodes.filter(({ directory }) => !existsSync(path.join(directory, dataFolder, 'meta.properties')));
  if (fresh.length === 0) return;
  if (fresh.length < nodes.length) {
    throw new Error(
      `Some nodes below ${path.dirname(nodes[0]?.directory ?? '')} have data and others have none: that is not one cluster. Remove the folder to begin anew.`,
    );
  }
  const source = await bootstrapCheckpoint(jars, scram);
  const clusterId = randomUuid();
  for (const node of fresh) {
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
  const directory = await mkdtemp(path.join(tmpdir(), 'kafkascope-format-'));
  try {
    const properties = path.join(directory, 'server.properties');
    await writeFile(
      properties,
      formatProperties({
        'node.id': '1',
        'process.roles': 'broker,controller',
        'controller.quorum.voters': '1@127.0.0.1:9093',
        'controller.listener.names': 'CONTROLLER',
        listeners: 'PLAINTEXT://127.0.0.1:9092,CONTROLLER://127.0.0.1:9093',
        'listener.security.protocol.map': 'PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT',
        'log.dirs': path.join(directory, dataFolder),
      }),
    );
    const format = [
      'format',
      '--cluster-id',
      randomUuid(),
      '--config',
      properties,
      ...scram.flatMap((user) => ['--add-scram', user]),
    ];
    await promisify(execFile)(
      javaCommand(),
      ['-XX:TieredStopAtLevel=1', '-cp', jars.classPath, 'kafka.tools.StorageTool', ...format],
      {
        maxBuffer: 1 << 24,
      },
    );
    const own = `${kept}.${process.pid}`;
    await copyFile(path.join(directory, dataFolder, checkpoint), own);
    await rename(own, kept);
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
  return kept;
}
