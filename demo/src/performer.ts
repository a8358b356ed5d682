import type { CastMember } from './cast.ts';
import type { Order, Pace } from './pace.ts';
import { inProcess, type Begin, type Performance } from './performance.ts';

const restartMs = 2_000;
/** Longer than a role takes to leave. */
const killMs = 6_000;

export type PerformerState = 'running' | 'stopping' | 'stopped' | 'starting again';

/** A role, and its performance while it is wanted: whenever that ends by itself, another follows after a pause. */
export class Performer {
  readonly member: CastMember;
  readonly #begin: Begin;
  #performance: Performance | undefined;
  #again: NodeJS.Timeout | undefined;
  #wanted = false;
  #pace: Pace = 'usual';
  #load = 1;

  constructor(member: CastMember, begin: Begin = inProcess) {
    this.member = member;
    this.#begin = begin;
  }

  get state(): PerformerState {
    if (this.#performance !== undefined) return this.#wanted ? 'running' : 'stopping';
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
    if (this.#performance === undefined && this.#again === undefined) this.#launch();
  }

  /** Resolves when it has left. */
  async stop(): Promise<void> {
    this.#wanted = false;
    clearTimeout(this.#again);
    this.#again = undefined;
    const performance = this.#performance;
    if (performance === undefined) return;
    performance.leave();
    const kill = setTimeout(() => performance.kill(), killMs);
    await performance.ended;
    clearTimeout(kill);
  }

  /** Pace and load outlive a performance, a burst does not. */
  order(order: Order): void {
    this.#pace = order.pace ?? this.#pace;
    this.#load = order.load ?? this.#load;
    this.#performance?.order(order);
  }

  #launch(): void {
    const { scenario, name } = this.member;
    const performance = this.#begin(this.member);
    this.#performance = performance;
    if (this.#pace !== 'usual' || this.#load !== 1) performance.order({ pace: this.#pace, load: this.#load });
    void performance.ended.then((why) => {
      this.#performance = undefined;
      if (!this.#wanted) return;
      console.log(`demo: ${scenario} ${name} ended (${why}), starting it again`);
      this.#again = setTimeout(() => {
        this.#again = undefined;
        this.#launch();
      }, restartMs);
    });
  }
}
