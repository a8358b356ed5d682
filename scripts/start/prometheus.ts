import { spawnSync } from 'node:child_process';
import { cp, mkdir, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { startBinary, type Program } from './program.ts';

const provisioned = path.resolve(import.meta.dirname, '../../provisioning/prometheus');

/** What it scrapes: host:port each. */
export interface Targets {
  readonly exporter: string;
  readonly brokers: readonly { readonly id: number; readonly agent: string }[];
  readonly applications: readonly string[];
}

export function prometheusIsInstalled(): boolean {
  return spawnSync('prometheus', ['--version'], { stdio: 'ignore' }).error === undefined;
}

/**
 * Runs Prometheus with the rules and jobs of provisioning/prometheus, and `targets` instead of those that stand there.
 * Its data in `directory` outlive it.
 */
export async function startPrometheus(directory: string, port: number, targets: Targets): Promise<Program> {
  const config = path.join(directory, 'config');
  await rm(config, { recursive: true, force: true });
  await mkdir(directory, { recursive: true });
  await cp(provisioned, config, { recursive: true });
  // JSON is YAML.
  for (const [name, groups] of Object.entries(targetGroups(targets)))
    await writeFile(path.join(config, 'targets', `${name}.yml`), JSON.stringify(groups));

  const args = [
    `--config.file=${path.join(config, 'prometheus.yml')}`,
    `--storage.tsdb.path=${path.join(directory, 'data')}`,
    '--storage.tsdb.retention.time=7d',
    '--storage.tsdb.retention.size=1GB',
    `--web.listen-address=127.0.0.1:${port}`,
    '--log.level=error',
  ];
  return startBinary('prometheus', args, directory);
}

/** The contents of targets/*.yml. */
export function targetGroups({ exporter, brokers, applications }: Targets): Record<string, object[]> {
  return {
    exporter: [{ targets: [exporter] }],
    brokers: brokers.map(({ id, agent }) => ({ targets: [agent], labels: { broker: String(id) } })),
    applications: [{ targets: applications }],
  };
}
