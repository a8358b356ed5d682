import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';

const endWithParent = new URL('../../../scripts/end-with-parent.mjs', import.meta.url).href;

export interface OwnProcess {
  /** Without a signal, as a power cut ends it. Resolves once it has ended. */
  readonly kill: (signal?: NodeJS.Signals) => Promise<void>;
  /** Stops it in its tracks, as a machine that hangs. */
  readonly pause: () => void;
  readonly resume: () => void;
  /** Gives it a message, for `process.on('message')`. */
  readonly send: (message: number) => void;
  /** Resolves when it has ended, whatever the reason. */
  readonly ended: Promise<unknown>;
}

export interface OwnProcessOptions {
  /** Modules that are loaded before the program, as URLs. */
  readonly imports?: readonly string[];
  /** The stream whose lines are handed over; the other one goes nowhere or, for errors, to ours. */
  readonly reads: 'stdout' | 'stderr';
  readonly onLine: (line: string) => void;
}

/**
 * Runs a TypeScript program in a process of its own, which can be ended or stopped in the middle of anything. It ends
 * with this process.
 *
 * @param argv The program's file and its arguments.
 */
export function startOwnProcess(
  argv: readonly string[],
  { imports = [], reads, onLine }: OwnProcessOptions,
): OwnProcess {
  const preloaded = [endWithParent, ...imports].flatMap((module) => ['--import', module]);
  const child = spawn(process.execPath, [...preloaded, ...argv], {
    env: { PATH: process.env.PATH },
    stdio: reads === 'stdout' ? ['ignore', 'pipe', 'inherit', 'ipc'] : ['ignore', 'ignore', 'pipe', 'ipc'],
  });
  const ended = once(child, 'exit');
  const stream = child[reads];
  if (stream === null) throw new Error('it was started with a pipe');
  createInterface(stream).on('line', onLine);
  return {
    kill: async (signal = 'SIGKILL') => {
      child.kill(signal);
      await ended;
    },
    pause: () => void child.kill('SIGSTOP'),
    resume: () => void child.kill('SIGCONT'),
    send: (message) => void child.send(message),
    ended,
  };
}
