import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import type { ClientCertificates } from './certificates.ts';
import type { Jars } from './jars.ts';
import type { ClusterOptions, Node } from './options.ts';
import type { PreparedSecurity } from './security.ts';
import { Server } from './server.ts';
import { finishTool, spawnTool, type ToolOptions } from './tool.ts';
import type { Watcher } from './watcher.ts';

export interface Parts {
  readonly options: ClusterOptions;
  readonly jars: Jars;
  readonly directory: string;
  readonly nodes: readonly Node[];
  readonly security: PreparedSecurity;
  readonly jvmFlags: readonly string[];
  /** For tools, whose classes are the brokers' in part. */
  readonly toolFlags: readonly string[];
  readonly watcher: Watcher;
  readonly unlock: () => void;
  /** Nobody needs the data after stop(), so servers need not end in order. */
  readonly temporary: boolean;
}

/** How long stop() lets servers of a kept data folder end in order; the last ones of a combined quorum cannot. */
const stopGraceMs = 3000;

/** A cluster that startCluster has made. */
export class Cluster {
  readonly version: string;
  readonly directory: string;
  /** Kafka's jars, for `java -cp`. */
  readonly classPath: string;
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
    this.classPath = jars.classPath;
    this.tls = parts.security.tls;
    this.tokenUrl = parts.security.tokenUrl;
    this.directory = parts.directory;
    const servers = nodes.map(
      (node) =>
        new Server(node, {
          jars,
          heapMb: options.heapMb ?? 512,
          jvmFlags: parts.jvmFlags,
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
  startTool(main: string, args: readonly string[], jvmFlags: readonly string[] = []): ChildProcess {
    const tool = spawnTool(this.#parts.jars, main, args, [...this.#parts.toolFlags, ...jvmFlags]);
    this.#tools.add(tool);
    tool.once('exit', () => {
      this.#tools.delete(tool);
      this.#watch();
    });
    this.#watch();
    return tool;
  }

  /** Ends everything; removes the data unless a folder was named for it. */
  async stop(): Promise<void> {
    const { temporary, security, watcher, unlock } = this.#parts;
    await Promise.all([...this.#tools].map(endTool));
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

async function endTool(tool: ChildProcess): Promise<void> {
  // One that could not even be started has no id and will not exit.
  if (tool.pid === undefined) return;
  const ended = once(tool, 'exit');
  tool.kill('SIGKILL');
  await ended;
}
