import { execFile, spawn } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { cp, readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import type { BuiltStage } from './built-image.ts';
import type { LoopbackNetwork } from './loopback-network.ts';
import { serviceOf, type Service, type Setup, type Stage } from './setup.ts';

/** A service whose program runs on this machine, from a copy of what the steps of its Dockerfile have made. */
export class Container {
  readonly name: string;
  readonly address: string;
  /** The folder that stands for `/`. */
  readonly root: string;
  readonly #image: BuiltStage;
  readonly #service: Service;
  readonly #stage: Stage;
  readonly #network: LoopbackNetwork;
  readonly #logFile: string;
  #stopped = false;

  private constructor(setup: Setup, name: string, image: BuiltStage, network: LoopbackNetwork, root: string) {
    this.name = name;
    this.address = network.addressOf(name);
    this.root = root;
    this.#logFile = `${root}.log`;
    this.#image = image;
    this.#network = network;
    this.#service = serviceOf(setup, name);
    const stage = setup.images[this.#service.build?.dockerfile ?? '']?.at(-1);
    if (stage === undefined) throw new Error(`${name} is not built here`);
    this.#stage = stage;
  }

  /** Puts what is mounted where it is mounted, and lets connections to the published ports through. */
  static async create(
    setup: Setup,
    name: string,
    image: BuiltStage,
    network: LoopbackNetwork,
    root: string,
  ): Promise<Container> {
    const container = new Container(setup, name, image, network, root);
    await cp(image.root, root, { recursive: true, verbatimSymlinks: true });
    for (const { type, source, target } of container.#service.volumes ?? [])
      if (type === 'bind') await cp(source, path.join(root, target), { recursive: true });
    await network.publish(name);
    return container;
  }

  /** Entrypoint and command. */
  get argv(): readonly string[] {
    return [...(this.#stage.entrypoint ?? []), ...(this.#stage.command ?? [])];
  }

  /** Its environment, with loopback addresses for names and with this machine's paths. */
  get environment(): Record<string, string> {
    const all = { ...this.#image.environment, ...this.#service.environment };
    return Object.fromEntries(
      Object.entries(all).flatMap(([name, value]) =>
        value === null ? [] : [[name, this.#network.resolve(this.onThisMachine(value))]],
      ),
    );
  }

  /** Paths in the container become paths below its root; "all interfaces" becomes its address. */
  onThisMachine(value: string): string {
    return value
      .replace(/^\//, `${this.root}/`)
      .replaceAll('://:', `://${this.address}:`)
      .replace(/^0\.0\.0\.0$/, this.address);
  }

  /**
   * Runs a program in it, and again whenever it ends, as `restart: unless-stopped` does.
   *
   * @param onChange is told the process id when it runs, and undefined when it has ended.
   */
  run(
    argv: readonly string[],
    onChange: (pid: number | undefined) => void,
    more: Readonly<Record<string, string>> = {},
  ): void {
    const [program = '', ...args] = argv;
    const log = openSync(this.#logFile, 'a');
    const child = spawn(program, args, {
      cwd: path.join(this.root, this.#image.workdir),
      env: { PATH: process.env.PATH, ...this.environment, ...more },
      stdio: ['ignore', log, log],
    });
    closeSync(log);
    onChange(child.pid);
    child.once('exit', () => {
      if (this.#stopped) return;
      onChange(undefined);
      setTimeout(() => {
        if (!this.#stopped) this.run(argv, onChange, more);
      }, 1000);
    });
  }

  /** What runs is not started again. Ending it is the watcher's business. */
  stop(): void {
    this.#stopped = true;
  }

  /** Runs its healthcheck once. Throws when that fails. */
  async checkHealth(): Promise<void> {
    const [kind, program = '', ...args] = this.#service.healthcheck?.test ?? this.#stage.healthcheck ?? [];
    if (kind !== 'CMD') throw new Error(`${this.name} has the healthcheck ${kind ?? 'none'}`);
    const here = args.map((arg) => arg.replace('127.0.0.1', this.address));
    await promisify(execFile)(program, here).catch(async (cause: unknown) => {
      const log = (await readFile(this.#logFile, 'utf8')).trim().split('\n').slice(-15).join('\n');
      throw new Error(`${this.name} is not healthy; the end of its log:\n${log}`, { cause });
    });
  }

  /** Files that were not in the image, nor in a volume: its file system is read-only, so there may be none. */
  async filesMade(): Promise<string[]> {
    const all = async (root: string): Promise<string[]> => readdir(root, { recursive: true });
    const before = new Set(await all(this.#image.root));
    const isMounted = (file: string): boolean =>
      (this.#service.volumes ?? []).some(
        ({ target }) => target.startsWith(`/${file}`) || `/${file}`.startsWith(target),
      );
    return (await all(this.root)).filter((file) => !before.has(file) && !isMounted(file));
  }
}
