import { fileURLToPath } from 'node:url';
import { startOwnProcess, type OwnProcess } from './own-process.ts';

const program = fileURLToPath(new URL('probed-program.ts', import.meta.url));

export interface ProbedProcess extends Pick<OwnProcess, 'kill' | 'pause' | 'resume'> {
  /** Records that were acknowledged, or handled, as it says itself. */
  readonly count: () => number;
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
  let count = 0;
  const started = startOwnProcess([program, role, brokers, topic, service, url], {
    reads: 'stdout',
    onLine: (line) => (count = Number(line)),
  });
  return { ...started, count: () => count };
}
