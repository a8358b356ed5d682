import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { CastMember } from './cast.ts';
import type { Order, Pace } from './pace.ts';

const restartMs = 2_000;
/** Longer than a role takes to leave. */
const killMs = 6_000;

export type PerformerState = 'running' | 'stopping' | 'stopped' | 'starting again';

/** A role, and its process while it is wanted: whenever that ends by itself, another follows after a pause. */
export class Performer {
  readonly member: CastMember;
  #child: ChildProcess | undefined;
  #again: NodeJS.Timeout | undefined;
  #wanted = false;
  #pace: Pace = 'usual';
  #load = 1;

  constructor(member: CastMember) {
    this.member = member;
  }

  get state(): PerformerState {
    if (this.#child !== undefined) return this.#wanted ? 'running' : 'stopping';
    return this.#again === undefined ? 'stopped' : 'starting again';
  }

  get pace(): Pace {
    return this.#pace;
  }

  get load(): number {
    return this.#load;
  }

  /** One that runs, or is about to, is left alone; one that is stopping starts again when it has ended. */
  start(): void {
    this.#wanted = true;
    if (this.#child === undefined && this.#again === undefined) this.#launch();
  }

  /** Resolves when its process has left. */
  async stop(): Promise<void> {
    this.#wanted = false;
    clearTimeout(this.#again);
    this.#again = undefined;
    const child = this.#child;
    if (child === undefined) return;
    const ended = once(child, 'exit');
    child.kill('SIGTERM');
    const kill = setTimeout(() => child.kill('SIGKILL'), killMs);
    await ended;
    clearTimeout(kill);
  }

  /** Pace and load outlive the process, a burst does not. */
  order(order: Order): void {
    this.#pace = order.pace ?? this.#pace;
    this.#load = order.load ?? this.#load;
    if (this.#child !== undefined) send(this.#child, order);
  }

  #launch(): void {
    const { scenario, name } = this.member;
    const child = fork(fileURLToPath(new URL(`${scenario}.ts`, import.meta.url)), [name]);
    this.#child = child;
    if (this.#pace !== 'usual' || this.#load !== 1) send(child, { pace: this.#pace, load: this.#load });
    child.once('exit', (code, signal) => {
      this.#child = undefined;
      if (!this.#wanted) return;
      console.log(`demo: ${scenario} ${name} ended (${signal ?? `code ${String(code)}`}), starting it again`);
      this.#again = setTimeout(() => {
        this.#again = undefined;
        this.#launch();
      }, restartMs);
    });
  }
}

function send(child: ChildProcess, order: Order): void {
  // One that has just ended is told when it starts again; without a callback its failure would end this process.
  if (child.connected) child.send(order, () => undefined);
}
