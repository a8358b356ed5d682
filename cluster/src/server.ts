import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, existsSync, openSync, readFileSync, renameSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Jars } from './jars.ts';
import { javaCommand } from './java.ts';
import { explainDeath } from './log.ts';
import { probeMetadata } from './metadata-probe.ts';
import type { Node } from './options.ts';
import { configFile } from './nodes.ts';
import { commandLineOf } from './process.ts';

/** What every JVM of a cluster is started with. */
export interface Launch {
  readonly jars: Jars;
  readonly heapMb: number;
  readonly jvmFlags: readonly string[];
  /** Called when a process has been started (with its id) or has ended. */
  readonly onChange: (pid: number | undefined) => void;
  /** Called when a process ends that nobody asked to. */
  readonly onDeath: (server: Server) => void;
}

/** How long a server that was asked to end may take before it is killed. */
const graceMs = 30_000;
const readyTimeoutMs = 180_000;

const jmxConfig = path.join(import.meta.dirname, '..', 'jmx-agent.yaml');

/** A server that lives for minutes never earns the second compiler back. */
const fastStart = [
  '-Xms128m',
  '-XX:+UseSerialGC',
  '-XX:TieredStopAtLevel=1',
  '-Xshare:auto',
  '-Djava.awt.headless=true',
];

const logging = [
  'defaultLogLevel=info',
  'showDateTime=true',
  'dateTimeFormat=yyyy-MM-dd HH:mm:ss.SSS',
  // Each prints some hundred settings at every start.
  'log.org.apache.kafka.common.config.AbstractConfig=warn',
  'log.kafka.server.KafkaConfig=warn',
].map((setting) => `-Dorg.slf4j.simpleLogger.${setting}`);

/** One Kafka server process (broker, controller or both), which can be ended and started again in place. */
export class Server {
  readonly node: Node;
  readonly logFile: string;
  readonly configFile: string;
  readonly #launch: Launch;
  #process: ChildProcess | undefined;
  #asked = false;
  #endedBy: NodeJS.Signals | null = null;

  constructor(node: Node, launch: Launch) {
    this.node = node;
    this.#launch = launch;
    this.logFile = path.join(node.directory, 'server.log');
    this.configFile = configFile(node);
  }

  get id(): number {
    return this.node.id;
  }

  /** Where clients connect, on 127.0.0.1; undefined for a dedicated controller. */
  get port(): number | undefined {
    return this.node.clientPort;
  }

  /** undefined while it does not run. */
  get pid(): number | undefined {
    return this.#process?.pid;
  }

  get jmxUrl(): string | undefined {
    return this.node.jmxPort === undefined ? undefined : `http://127.0.0.1:${this.node.jmxPort}/metrics`;
  }

  /** Why it ended by itself, in words for a person. */
  get causeOfDeath(): string {
    return explainDeath(this.id, this.logFile, this.#endedBy);
  }

  /** Starts the process and, of a broker, waits until it is registered and knows a controller. */
  async start(): Promise<void> {
    await this.launch();
    await this.ready(1);
  }

  /** Starts the process; it is not ready yet when this returns. */
  async launch(): Promise<void> {
    if (this.#process !== undefined) throw new Error(`node ${this.id} runs already`);
    await this.#endLeftover();
    if (existsSync(this.logFile)) renameSync(this.logFile, `${this.logFile}.1`);
    const { jars, heapMb, jvmFlags, onChange, onDeath } = this.#launch;
    const agent =
      this.node.jmxPort === undefined
        ? []
        : [`-javaagent:${jars.jmxAgent}=127.0.0.1:${this.node.jmxPort}:${jmxConfig}`];
    const flags = [`-Xmx${heapMb}m`, ...fastStart, ...logging, ...agent, ...jvmFlags];
    const log = openSync(this.logFile, 'w');
    const server = spawn(javaCommand(), [...flags, '-cp', jars.classPath, 'kafka.Kafka', this.configFile], {
      // In a process group of its own: Ctrl-C in a terminal is for us, and we decide how brokers end.
      detached: true,
      stdio: ['ignore', log, log],
    });
    closeSync(log);
    this.#process = server;
    this.#asked = false;
    const over = (signal: NodeJS.Signals | null): void => {
      if (this.#process !== server) return;
      this.#process = undefined;
      this.#endedBy = signal;
      onChange(undefined);
      if (!this.#asked) onDeath(this);
    };
    server.once('exit', (_, signal) => over(signal));
    server.once('error', () => over(null));
    onChange(server.pid);
    if (server.pid !== undefined) await writeFile(this.#pidFile, String(server.pid));
  }

  /**
   * Resolves once this broker knows a controller, itself and so many brokers in all; at once for a
   * dedicated controller.
   *
   * @throws when the process ends before, or after three minutes.
   */
  async ready(brokers: number): Promise<void> {
    const { internalPort } = this.node;
    if (internalPort === undefined) return;
    const deadline = Date.now() + readyTimeoutMs;
    for (;;) {
      if (this.#process === undefined) throw new Error(this.causeOfDeath);
      const view = await probeMetadata(internalPort).catch((error: unknown) => String(error));
      if (
        typeof view !== 'string' &&
        view.controllerId >= 0 &&
        view.brokerIds.includes(this.id) &&
        view.brokerIds.length >= brokers
      )
        return;
      if (Date.now() > deadline) {
        const seen =
          typeof view === 'string'
            ? view
            : `it knows the brokers [${view.brokerIds.join(', ')}] and controller ${view.controllerId}`;
        throw new Error(
          `Broker ${this.id} was not ready after ${readyTimeoutMs / 1000} s: ${seen}. Its log is ${this.logFile}.`,
        );
      }
      await sleep(50);
    }
  }

  /** Asks the process to end in order, and kills it when it takes too long. */
  async stop(graceTimeMs = graceMs): Promise<void> {
    await this.#end('SIGTERM', graceTimeMs);
  }

  /** Ends it as a power cut does. */
  async kill(): Promise<void> {
    await this.#end('SIGKILL', graceMs);
  }

  /** Stops the process in its tracks; it keeps its connections, as on a machine that hangs. */
  pause(): void {
    this.#process?.kill('SIGSTOP');
  }

  resume(): void {
    this.#process?.kill('SIGCONT');
  }

  async #end(signal: NodeJS.Signals, graceTimeMs: number): Promise<void> {
    const server = this.#process;
    if (server === undefined) return;
    this.#asked = true;
    const ended = once(server, 'exit');
    server.kill(signal);
    // A paused process hears SIGTERM only when it goes on.
    server.kill('SIGCONT');
    const tooLong = setTimeout(() => server.kill('SIGKILL'), graceTimeMs);
    await ended;
    clearTimeout(tooLong);
  }

  get #pidFile(): string {
    return path.join(this.node.directory, 'server.pid');
  }

  /** A process of this very node that outlived a former run holds the lock on its data. */
  async #endLeftover(): Promise<void> {
    if (!existsSync(this.#pidFile)) return;
    const pid = Number(readFileSync(this.#pidFile, 'utf8'));
    const runs = (): boolean => commandLineOf(pid)?.includes(this.configFile) === true;
    if (!runs()) return;
    process.kill(pid, 'SIGKILL');
    for (let tries = 0; runs() && tries < 100; tries++) await sleep(50);
  }
}
