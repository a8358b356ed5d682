import { spawn } from 'node:child_process';
import { once } from 'node:events';
import type { Cluster } from '../../../cluster/src/cluster.ts';
import { freePorts } from '../../../cluster/src/ports.ts';
import { dropInFamilies } from '../../../scripts/drop-in-comparison.ts';
import type { Sample } from '../../../scripts/samples.ts';
import { mergeSamples, parseSamples } from '../../../scripts/samples.ts';
import { eventually } from './eventually.ts';

/**
 * The drop-in families of kafka_exporter's answer, addresses as withoutPorts() leaves them. Asked several times,
 * because kafka_exporter often loses the last series of an answer.
 */
export async function askKafkaExporter(binary: string, cluster: Cluster, flags: readonly string[]): Promise<Sample[]> {
  const [port = 0] = await freePorts(1);
  const servers = cluster.bootstrap.split(',').map((address) => `--kafka.server=${address}`);
  const child = spawn(binary, [...servers, `--web.listen-address=127.0.0.1:${port}`, ...flags], { stdio: 'pipe' });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => (output += chunk.toString()));
  const exited = once(child, 'exit');
  try {
    const url = `http://127.0.0.1:${port}/metrics`;
    const ask = async () => parseSamples(withoutPorts(await fetchText(url), cluster));
    await eventually(async () => {
      // One that has ended is not waited for.
      if (child.exitCode === null && (await ask()).length === 0) throw new Error(`${url} has no samples`);
    });
    let samples: Sample[] = [];
    for (let time = 0; time < 4; time++) samples = mergeSamples(samples, await ask());
    return samples.filter(({ name }) => dropInFamilies.has(name));
  } catch (error) {
    throw new Error(`no metrics from ${binary}:\n${output.slice(-3_000)}`, { cause: error });
  } finally {
    child.kill();
    await exited;
  }
}

async function fetchText(url: string): Promise<string> {
  const response = await fetch(url);
  const text = await response.text();
  if (!response.ok) throw new Error(`${url} answers ${response.status}: ${text.slice(0, 300)}`);
  return text;
}

/** Names brokers by their ids, because their ports are chosen anew for each cluster. */
export function withoutPorts(text: string, { brokers }: Cluster): string {
  return brokers.reduce((all, { id, port }) => all.replaceAll(`"127.0.0.1:${port ?? ''}"`, `"broker-${id}"`), text);
}
