import { fork, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { startWatcher } from '../../cluster/src/watcher.ts';

const endWithParent = path.join(import.meta.dirname, '..', 'end-with-parent.mjs');
/** Longer than a Kafka client takes to leave its group. */
const graceMs = 8000;

export interface Program {
  /** How it ended: 'exit code 1' or 'SIGKILL'. */
  readonly ended: Promise<string>;
  /** Asks it to end, and kills it when it does not. */
  stop(): Promise<void>;
}

/**
 * Runs a Node program that shares our output and ends when we do, even when we are killed.
 *
 * @param onStart Gets the process, to exchange messages with it.
 */
export function startProgram(
  file: string,
  args: readonly string[],
  env: NodeJS.ProcessEnv,
  onStart: (child: ChildProcess) => void = () => undefined,
): Program {
  const child = fork(file, args, {
    env: { ...process.env, ...env },
    execArgv: ['--import', endWithParent],
    // Ctrl-C in a terminal is for us: we end the parts in their order.
    detached: true,
  });
  onStart(child);
  return programOf(child, () => child.kill('SIGKILL'));
}

/**
 * Runs any other program, in a folder; its complaints share our output. It and all that it started end when we do, even
 * when we are killed.
 */
export function startBinary(file: string, args: readonly string[], cwd: string, env: NodeJS.ProcessEnv = {}): Program {
  const child = spawn(file, args, {
    cwd,
    env: { ...process.env, ...env },
    stdio: ['ignore', 'ignore', 'inherit'],
    // In a process group of its own: we end the parts in their order, and this one with its children.
    detached: true,
  });
  const { pid } = child;
  if (pid === undefined) throw new Error(`${file} could not be started`);
  const watcher = startWatcher({ mount: undefined, directory: undefined });
  // A negative id stands for the group.
  watcher.watch([pid, -pid]);
  const program = programOf(child, () => killGroup(pid));
  void program.ended.then(() => {
    killGroup(pid);
    // Its id may be given to another process.
    watcher.watch([]);
    return watcher.close();
  });
  return program;
}

function programOf(child: ChildProcess, kill: () => void): Program {
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
      const tooLong = setTimeout(kill, graceMs);
      await ended;
      clearTimeout(tooLong);
    },
  };
}

function killGroup(leader: number): void {
  try {
    process.kill(-leader, 'SIGKILL');
  } catch (error) {
    // Nobody is left of it.
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}
