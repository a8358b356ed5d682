import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { hostname, tmpdir } from 'node:os';
import path from 'node:path';
import type { Cluster } from '../../../cluster/src/cluster.ts';
import { freePorts } from '../../../cluster/src/ports.ts';
import { burrowCluster, type RecordedAnswer } from './burrow-questions.ts';
import { eventually } from './eventually.ts';

/** The real Burrow, watching a cluster. */
export interface BurrowProcess {
  ask(path: string): Promise<RecordedAnswer>;
  close(): Promise<void>;
}

export async function startBurrow(binary: string, cluster: Cluster): Promise<BurrowProcess> {
  const [port = 0] = await freePorts(1);
  const folder = await mkdtemp(path.join(tmpdir(), 'burrow-'));
  await writeFile(path.join(folder, 'burrow.toml'), configuration(cluster, folder, port));
  const child = spawn(binary, ['--config-dir', folder], { cwd: folder, stdio: 'pipe' });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => (output += chunk.toString()));
  const exited = once(child, 'exit');
  const close = async () => {
    child.kill();
    await exited;
    await rm(folder, { recursive: true });
  };
  const origin = `http://127.0.0.1:${port}`;
  try {
    await eventually(async () => {
      if (child.exitCode !== null) return;
      const ready = await fetch(`${origin}/burrow/admin/ready`);
      if (!ready.ok) throw new Error(`${origin} is not ready: ${ready.status}`);
    });
    if (child.exitCode !== null) throw new Error(`it ended with ${child.exitCode}`);
  } catch (error) {
    await close();
    throw new Error(`${binary} did not start:\n${output.slice(-3_000)}`, { cause: error });
  }
  return { ask: (question) => askBurrow(origin, question, cluster), close };
}

/** One answer of Burrow, or of ours; names of machines and ports, which differ in each run, are replaced. */
export async function askBurrow(origin: string, question: string, { brokers }: Cluster): Promise<RecordedAnswer> {
  const response = await fetch(new URL(question, origin));
  const text = brokers.reduce(
    (all, { id, port }) => all.replaceAll(`"127.0.0.1:${port ?? ''}"`, `"broker-${id}:9092"`),
    (await response.text()).replaceAll(`"host":"${hostname()}"`, '"host":"burrow-host"'),
  );
  return { path: question, status: response.status, body: JSON.parse(text) };
}

/** It asks for ends often enough to see the lag of each commit. */
function configuration({ bootstrap }: Cluster, folder: string, port: number): string {
  const servers = `servers=[ ${bootstrap
    .split(',')
    .map((address) => `"${address}"`)
    .join(', ')} ]`;
  return `[general]
pidfile="${folder}/burrow.pid"
[logging]
level="warn"
[client-profile.script]
client-id="burrow"
kafka-version="3.6.0"
[cluster.${burrowCluster}]
class-name="kafka"
${servers}
client-profile="script"
topic-refresh=2
offset-refresh=1
[consumer.${burrowCluster}]
class-name="kafka"
cluster="${burrowCluster}"
${servers}
client-profile="script"
[httpserver.default]
address="127.0.0.1:${port}"
[storage.default]
class-name="inmemory"
[evaluator.default]
class-name="caching"
expire-cache=1
`;
}
