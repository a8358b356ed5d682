import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { createInterface } from 'node:readline';
import type { Cluster } from '../../../cluster/src/cluster.ts';

/** The groups that java/Members.java forms; its client ids are these with '-client' behind. */
const groups = ['java-assign', 'java-classic', 'java-consumer', 'java-share', 'java-streams'] as const;

const source = path.join(import.meta.dirname, 'java', 'Members.java');

/**
 * Starts members of all kinds of groups that read `topic`, and resolves once all of them have committed its
 * `records`. They end with the cluster.
 */
export async function startJavaMembers(cluster: Cluster, topic: string, records: number): Promise<void> {
  const process = cluster.startTool(source, [cluster.internalBootstrap, topic, String(records), cluster.directory]);
  const waiting = new Set<string>(groups);
  const said: string[] = [];
  const ready = new Promise<void>((resolve) => {
    for (const stream of outputs(process)) {
      createInterface(stream).on('line', (line) => {
        said.push(line);
        waiting.delete(line.replace(/^ready /, ''));
        if (waiting.size === 0) resolve();
      });
    }
  });
  const tooEarly = once(process, 'exit').then(() => {
    throw new Error(`Members.java ended before ${[...waiting].join(', ')} were ready:\n${said.join('\n')}`);
  });
  await Promise.race([ready, tooEarly]);
}

function outputs({ stdout, stderr }: ChildProcess): NonNullable<ChildProcess['stdout']>[] {
  if (stdout === null || stderr === null) throw new Error('Members.java was started without pipes');
  return [stdout, stderr];
}
