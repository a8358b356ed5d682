import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const program = fileURLToPath(new URL('probed-program.ts', import.meta.url));
const endWithParent = new URL('../../../scripts/end-with-parent.mjs', import.meta.url).href;

export interface ProbedProcess {
  /** Records that were acknowledged, or handled, as it says itself. */
  readonly count: () => number;
  /** As a power cut ends it. */
  readonly kill: () => Promise<void>;
  /** Stops it in its tracks, as a machine that hangs. */
  readonly pause: () => void;
  readonly resume: () => void;
}

export interface ProbedProcessOptions {
  readonly brokers: string;
  readonly topic: string;
  /** Also the name of its consumer group. */
  readonly service: string;
  /** Of the exporter that takes its beacons. */
  readonly url: string;
}

/** Starts probed-program.ts. */
export function startProbed(
  role: 'produce' | 'consume',
  { brokers, topic, service, url }: ProbedProcessOptions,
): ProbedProcess {
  const child = spawn(process.execPath, ['--import', endWithParent, program, role, brokers, topic, service, url], {
    env: { PATH: process.env.PATH },
    stdio: ['ignore', 'pipe', 'inherit', 'ipc'],
  });
  const ended = once(child, 'exit');
  let count = 0;
  if (child.stdout === null) throw new Error('it was started with a pipe');
  createInterface(child.stdout).on('line', (line) => (count = Number(line)));
  return {
    count: () => count,
    kill: async () => {
      child.kill('SIGKILL');
      await ended;
    },
    pause: () => child.kill('SIGSTOP'),
    resume: () => child.kill('SIGCONT'),
  };
}
