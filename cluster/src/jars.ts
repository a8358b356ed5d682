import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { mkdir, readdir, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { isAlive } from './process.ts';
import { withTemporaryFolder } from './temporary-folder.ts';

const pomPath = path.join(import.meta.dirname, '..', 'pom.xml');
const cacheRoot = path.join(import.meta.dirname, '..', '..', '.cache', 'kafka');
const pom = readFileSync(pomPath, 'utf8');

/** The version that runs unless another is asked for. */
export const newestVersion = pomProperty('kafka.version');
/** The oldest version that the tests run: the first line whose KRaft mode was meant for production. */
export const oldestVersion = '3.3.2';

export interface Jars {
  readonly version: string;
  /** Holds every jar, and what bootstrap.ts keeps beside them. */
  readonly directory: string;
  /** For `java -cp`. */
  readonly classPath: string;
  readonly jmxAgent: string;
}

/**
 * Kafka's jars, brought by Maven into the project's cache at first use. A folder appears in the cache
 * whole or not at all: each caller fills a folder of its own, and whoever renames it first wins.
 */
export async function kafkaJars(version: string, onProgress: (line: string) => void = () => undefined): Promise<Jars> {
  // Another pom brings other jars.
  const directory = path.join(cacheRoot, `${version}-${createHash('sha256').update(pom).digest('hex').slice(0, 8)}`);
  const jars: Jars = {
    version,
    directory,
    classPath: path.join(directory, '*'),
    jmxAgent: path.join(directory, `jmx_prometheus_javaagent-${pomProperty('jmx.agent.version')}.jar`),
  };
  if (existsSync(jars.jmxAgent)) return jars;
  await mkdir(cacheRoot, { recursive: true });
  await removeAbandoned();
  const unfinished = path.join(cacheRoot, `.${version}-${process.pid}`);
  onProgress(`fetching Kafka ${version} with Maven (once, about 40 MB)`);
  await withTemporaryFolder(unfinished, async () => {
    await runMaven(version, unfinished, onProgress);
    await rename(unfinished, directory).catch((cause: unknown) => {
      if (!existsSync(jars.jmxAgent)) throw cause;
    });
  });
  return jars;
}

function pomProperty(name: string): string {
  const value = new RegExp(`<${name}>([^<]+)</${name}>`).exec(pom)?.[1];
  if (value === undefined) throw new Error(`${pomPath} sets no ${name}`);
  return value;
}

/** Folders of downloads whose process was killed. */
async function removeAbandoned(): Promise<void> {
  for (const name of await readdir(cacheRoot)) {
    const pid = /^\..*-(\d+)$/.exec(name)?.[1];
    if (pid !== undefined && !isAlive(Number(pid)))
      await rm(path.join(cacheRoot, name), { recursive: true, force: true });
  }
}

function runMaven(version: string, outputDirectory: string, onProgress: (line: string) => void): Promise<void> {
  const command = [
    '--batch-mode',
    '--file',
    pomPath,
    `-Dkafka.version=${version}`,
    'dependency:copy-dependencies',
    '-DincludeScope=runtime',
    `-DoutputDirectory=${outputDirectory}`,
  ];
  return new Promise((resolve, reject) => {
    const maven = spawn('mvn', command, { stdio: ['ignore', 'pipe', 'pipe'] });
    const endWithParent = (): void => {
      maven.kill();
    };
    process.once('exit', endWithParent);
    const lines: string[] = [];
    const read = (line: string): void => {
      const jar = /^Downloaded from \S+ \S*\/(\S+\.jar)/.exec(line)?.[1];
      if (jar !== undefined) onProgress(`fetched ${jar}`);
      else if (!line.startsWith('Downloading from') && !line.startsWith('Progress')) lines.push(line);
    };
    createInterface(maven.stdout).on('line', read);
    createInterface(maven.stderr).on('line', read);
    maven.on('error', (cause) => {
      process.off('exit', endWithParent);
      reject(
        new Error("Maven brings Kafka's jars, and `mvn` could not be run. Install it (Debian: apt install maven).", {
          cause,
        }),
      );
    });
    maven.on('close', (code) => {
      process.off('exit', endWithParent);
      if (code === 0) {
        resolve();
        return;
      }
      const errors = lines.filter((line) => line.startsWith('[ERROR]'));
      const shown = (errors.length > 0 ? errors.slice(0, 4) : lines.slice(-10)).join('\n');
      reject(new Error(`Maven could not bring Kafka ${version} (it ended with ${code ?? 'a signal'}):\n${shown}`));
    });
  });
}
