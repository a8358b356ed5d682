import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';

const endWithParent = path.join(import.meta.dirname, '..', 'end-with-parent.mjs');
/** Longer than a Kafka client takes to leave its group. */
const graceMs = 8000;

export interface Program {
  /** How it ended: 'exit code 1' or 'SIGKILL'. */
  readonly ended: Promise<string>;
  /** Asks it to end, and kills it when it does not. */
  stop(): Promise<void>;
}

/** Runs a Node program that shares our output and ends when we do, even when we are killed. */
export function startProgram(file: string, args: readonly string[], env: NodeJS.ProcessEnv): Program {
  return programOf(
    fork(file, args, {
      env: { ...process.env, ...env },
      execArgv: ['--import', endWithParent],
      // Ctrl-C in a terminal is for us: we end the parts in their order.
      detached: true,
    }),
  );
}

export function programOf(child: ChildProcess): Program {
  let running = true;
  const ended = once(child, 'exit').then(([code, signal]: (string | number | null)[]) => {
    running = false;
    return code === null ? String(signal) : `exit code ${code}`;
  });
  return {
    ended,
    async stop() {
      if (!running) return;
      child.kill('SIGTERM');
      const tooLong = setTimeout(() => child.kill('SIGKILL'), graceMs);
      await ended;
      clearTimeout(tooLong);
    },
  };
}
