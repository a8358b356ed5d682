import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

import type { Undo } from './undo.ts';

/** One refresh of a snapshot that no broker could give us here: derived and rendered. */
export interface SyntheticRound {
  readonly deriveSeconds: number;
  readonly renderSeconds: number;
  /** User and system time of both, all threads: less at the mercy of what else runs on the machine. */
  readonly cpuSeconds: number;
  /** Longest time that the event loop was blocked by either. */
  readonly longestBlockMs: number;
  /** Most that was computed in one turn of the loop. */
  readonly longestCpuMs: number;
  /** Of the rendered text. */
  readonly bytes: number;
  /** Of the whole process, which holds two snapshots: the one at hand and the history of the one before. */
  readonly residentBytes: number;
  readonly heapBytes: number;
}

export const syntheticShape = { topics: 20_000, partitionsPerTopic: 10, groups: 2000, offsetsPerGroup: 50 } as const;

/** Runs in a process of its own, so that its memory is its own. The first round is a cold one. */
export async function measureSynthetic(rounds: number, undo: Undo): Promise<SyntheticRound[]> {
  const script = fileURLToPath(import.meta.resolve('./synthetic-process.ts'));
  const child = spawn(process.execPath, [script, String(rounds)], { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
  const exited = once(child, 'exit');
  undo.add(async () => {
    child.kill();
    await exited;
  });
  const measured: SyntheticRound[] = [];
  child.on('message', (round) => measured.push(round as SyntheticRound));
  const [code] = (await exited) as [number | null];
  if (code !== 0 || measured.length !== rounds) throw new Error('the synthetic rounds did not come to their end');
  return measured;
}
