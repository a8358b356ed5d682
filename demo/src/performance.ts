import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { CastMember } from './cast.ts';
import type { Order } from './pace.ts';

/** A role while it is played, from its start to its end. */
export interface Performance {
  /** Resolves when it is over, with how it ended: 'code 1', 'SIGKILL'. */
  readonly ended: Promise<string>;
  order(order: Order): void;
  /** Asks it to leave in order. */
  leave(): void;
  /** Ends it as it is. */
  kill(): void;
}

export type Begin = (member: CastMember) => Performance;

/** Plays a role in a Node process of its own. */
export function inProcess({ scenario, name }: CastMember): Performance {
  const child = fork(fileURLToPath(new URL(`${scenario}.ts`, import.meta.url)), [name]);
  return {
    ended: new Promise((resolve) => {
      child.once('exit', (code, signal) => resolve(signal ?? `code ${String(code)}`));
    }),
    order: (order) => {
      // One that has just ended is told when it starts again; without a callback its failure would end this process.
      if (child.connected) child.send(order, () => undefined);
    },
    leave: () => child.kill('SIGTERM'),
    kill: () => child.kill('SIGKILL'),
  };
}
