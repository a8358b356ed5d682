import { constants } from 'node:os';
import { endAllGroups } from './process-group.ts';
import { runStage } from './run-stage.ts';
import type { Stage } from './stages.ts';
import { closingLine, sum } from './tally.ts';
import type { Tally } from './tally.ts';

/** Stages of which so many run at the same time. */
export interface Phase {
  readonly stages: readonly Stage[];
  readonly parallel: number;
}

/**
 * Runs phases one after the other, tells how each stage went, and closes with the sum.
 *
 * @returns exit code: 0 when something ran and nothing failed.
 */
export async function runPhases(phases: readonly Phase[], jestArgs: readonly string[]): Promise<number> {
  const tallies = new Map<string, Tally>();
  let interruption: { readonly signal: NodeJS.Signals; readonly end: Promise<void> } | undefined;
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(signal, () => {
      if (interruption !== undefined) return;
      console.error(`${signal}: ending what runs …`);
      interruption = { signal, end: endAllGroups() };
    });
  }

  for (const { stages, parallel } of phases) {
    const waiting = [...stages];
    const work = async (): Promise<void> => {
      for (let stage = waiting.shift(); stage !== undefined; stage = waiting.shift()) {
        if (interruption !== undefined) return;
        tallies.set(stage.name, await tellAndRun(stage, jestArgs, tallies));
      }
    };
    await Promise.all(Array.from({ length: parallel }, work));
  }

  await interruption?.end;
  const total = sum([...tallies.values()]);
  if (interruption !== undefined) console.log(`Interrupted by ${interruption.signal}.`);
  console.log(closingLine(total));
  if (interruption !== undefined) return 128 + constants.signals[interruption.signal];
  return total.passed > 0 && total.failed === 0 ? 0 : 1;
}

async function tellAndRun(stage: Stage, jestArgs: readonly string[], done: Map<string, Tally>): Promise<Tally> {
  const needed = stage.needs === undefined ? undefined : done.get(stage.needs);
  if (needed !== undefined && needed.failed > 0) {
    console.log(`✗ ${stage.name}: cannot run without ${String(stage.needs)}`);
    return { passed: 0, failed: 1, skipped: 0 };
  }
  console.log(`▶ ${stage.name}`);
  const startMs = performance.now();
  const tally = await runStage(stage, jestArgs);
  const seconds = ((performance.now() - startMs) / 1000).toFixed(1);
  console.log(`${tally.failed > 0 ? '✗' : '✓'} ${stage.name}: ${closingLine(tally)} (${seconds} s)`);
  return tally;
}
