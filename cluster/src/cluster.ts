import type { ChildProcess } from 'node:child_process';
import { mkdir, mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { formatNodes } from './bootstrap.ts';
import { kafkaJars, newestVersion, type Jars } from './jars.ts';
import type { ClientCertificates } from './certificates.ts';
import { mountMemoryDisk } from './memory-disk.ts';
import { prepareSecurity, type PreparedSecurity } from './security.ts';
import { requireJava } from './java.ts';
import { lockDirectory } from './lock.ts';
import type { ClusterOptions, Node } from './options.ts';
import { planNodes } from './plan.ts';
import { formatProperties, serverProperties } from './properties.ts';
import { Server } from './server.ts';
import { finishTool, spawnTool, type ToolOptions } from './tool.ts';
import { startWatcher, type Watcher } from './watcher.ts';

/** How long stop() lets servers of a kept data folder end in order; the last ones of a combined quorum cannot. */
const stopGraceMs = 3000;

/**
 * Starts real Apache Kafka on this machine and resolves once every broker answers, knows all the others
 * and has a controller. Nothing of it outlives this process, however that ends.
 *
 * @throws Error in words for a person: no Java, no Maven, a port that is taken, a full disk, a broker that died.
 */
export async function startCluster(options: ClusterOptions = {}): Promise<Cluster> {
  requireJava();
  const jars = await kafkaJars(options.version ?? newestVersion, options.onProgress);
  const temporary = options.dataDir === undefined;
  const directory = path.resolve(options.dataDir ?? (await mkdtemp(path.join(tmpdir(), 'kafkascope-'))));
  const unlock = lockDirectory(
    directory,
    'cluster.lock',
    (pid) => `The data folder ${directory} is in use by process ${pid}.`,
  );
  const memoryDisk = options.tmpfs === undefined ? undefined : path.join(directory, 'memory');
  const watcher = startWatcher({ mount: memoryDisk, directory: temporary ? directory : undefined });
  let security: PreparedSecurity | undefined;
  let cluster: Cluster | undefined;
  try {
    if (options.tmpfs !== undefined && memoryDisk !== undefined) mountMemoryDisk(memoryDisk, options.tmpfs.sizeMb);
    const nodes = await planNodes(options, memoryDisk ?? directory);
    security = await prepareSecurity(options, jars.version, directory);
    await formatNodes(jars, nodes, security.scram);
    for (const node of nodes) {
      await mkdir(node.directory, { recursive: true });
      await writeFile(
        path.join(node.directory, 'server.properties'),
        formatProperties(serverProperties(options, nodes, node, security.properties)),
      );
    }
    cluster = new Cluster({ options, jars, directory, nodes, security, watcher, unlock, temporary });
    await cluster.start();
    return cluster;
  } catch (error) {
    if (cluster === undefined) {
      await security?.close();
      await watcher.close();
      unlock();
    } else {
      await cluster.stop();
    }
    throw error;
  }
}

interface Parts {
  readonly options: ClusterOptions;
  readonly jars: Jars;
  readonly directory: string;
  readonly nodes: readonly Node[];
  readonly security: PreparedSecurity;
  readonly watcher: Watcher;
  readonly unlock: () => void;
  readonly temporary: boolean;
}

/** A running cluster; made by startCluster. */
export class Cluster {
  readonly version: string;
  readonly directory: string;
  /** Where clients connect: 'host:port,…'. */
  readonly bootstrap: string;
  /** The same brokers over their plaintext listener, where everything is allowed: for tools, whatever the security. */
  readonly internalBootstrap: string;
  readonly brokers: readonly Server[];
  /** Dedicated controllers; empty when the brokers are controllers too. */
  readonly controllers: readonly Server[];
  /** For clients of a cluster with TLS. */
  readonly tls: ClientCertificates | undefined;
  /** For clients that use OAUTHBEARER; ids and secrets are the users' names and passwords. */
  readonly tokenUrl: string | undefined;
  readonly #parts: Parts;
  readonly #tools = new Set<ChildProcess>();
  #failed: ((error: Error) => void) | undefined;

  constructor(parts: Parts) {
    this.#parts = parts;
    const { nodes, jars, options } = parts;
    this.version = jars.version;
    this.tls = parts.security.tls;
    this.tokenUrl = parts.security.tokenUrl;
    this.directory = parts.directory;
    const servers = nodes.map(
      (node) =>
        new Server(node, {
          jars,
          heapMb: options.heapMb ?? 512,
          jvmFlags: parts.security.jvmFlags,
          onChange: () => {
            this.#watch();
          },
          onDeath: (server) => {
            const error = new Error(server.causeOfDeath);
            if (this.#failed === undefined) options.onDeath?.(server.id, error.message);
            else this.#failed(error);
          },
        }),
    );
    this.brokers = servers.filter(({ node }) => node.roles.includes('broker'));
    this.controllers = servers.filter(({ node }) => !node.roles.includes('broker'));
    const addresses = (ports: readonly (number | undefined)[]): string =>
      ports.map((port) => `127.0.0.1:${port ?? ''}`).join(',');
    this.bootstrap = addresses(this.brokers.map(({ port }) => port));
    this.internalBootstrap = addresses(this.brokers.map(({ node }) => node.internalPort));
  }

  get #servers(): readonly Server[] {
    return [...this.controllers, ...this.brokers];
  }

  /** Starts every server, all at once. */
  async start(): Promise<void> {
    const died = new Promise<never>((_, reject) => {
      this.#failed = reject;
    });
    try {
      await Promise.race([died, this.#startAll()]);
    } finally {
      this.#failed = undefined;
    }
  }

  async #startAll(): Promise<void> {
    await Promise.all(this.#servers.map((server) => server.launch()));
    await Promise.all(this.brokers.map((broker) => broker.ready(this.brokers.length)));
  }

  /**
   * Runs a Java class from Kafka's jars ('org.apache.kafka.tools.TopicCommand'), or a .java file that uses
   * them, to its end. The caller names the brokers, usually `--bootstrap-server cluster.internalBootstrap`.
   */
  async tool(main: string, args: readonly string[], options: ToolOptions = {}): Promise<string> {
    return finishTool(this.startTool(main, args, options.jvmFlags), main, options);
  }

  /** The same for one that goes on running; it ends with the cluster at the latest. */
  startTool(main: string, args: readonly string[], jvmFlags?: readonly string[]): ChildProcess {
    const tool = spawnTool(this.#parts.jars, main, args, jvmFlags);
    this.#tools.add(tool);
    tool.once('close', () => {
      this.#tools.delete(tool);
      this.#watch();
    });
    this.#watch();
    return tool;
  }

  /** Ends everything; removes the data unless a folder was named for it. */
  async stop(): Promise<void> {
    const { temporary, security, watcher, unlock } = this.#parts;
    for (const tool of this.#tools) tool.kill('SIGKILL');
    await Promise.all(this.#servers.map((server) => (temporary ? server.kill() : server.stop(stopGraceMs))));
    await security.close();
    await watcher.close();
    unlock();
  }

  #watch(): void {
    const pids = [...this.#servers, ...this.#tools].map(({ pid }) => pid);
    this.#parts.watcher.watch(pids.filter((pid) => pid !== undefined));
  }
}
