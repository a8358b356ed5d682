import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { endGroup, isGroupAlive, spawnGroup } from './process-group.ts';
import { jestCommand, root } from './stages.ts';
import type { Stage } from './stages.ts';
import type { Tally } from './tally.ts';

/** Runs a stage to its end and says how many tests passed; a stage without tests of its own counts as one. */
export async function runStage(stage: Stage, jestArgs: readonly string[]): Promise<Tally> {
  const deadline = AbortSignal.timeout(stage.minutes * 60_000);
  if (stage.jest !== undefined) return runJest(stage, [...stage.jest, ...jestArgs], deadline);
  for (const program of stage.programs ?? []) {
    const problem = await runNode(program, 'when it fails', deadline);
    if (problem !== undefined) return fail(stage, problem);
  }
  return { passed: 1, failed: 0, skipped: 0 };
}

/** What is read of Jest's report. */
interface JestReport {
  readonly numPassedTests: number;
  readonly numFailedTests: number;
  readonly numPendingTests: number;
  readonly numTodoTests: number;
  /** Files that could not be loaded. */
  readonly numRuntimeErrorTestSuites: number;
}

async function runJest(stage: Stage, args: readonly string[], deadline: AbortSignal): Promise<Tally> {
  const directory = await mkdtemp(path.join(tmpdir(), 'kafkascope-test-'));
  const file = path.join(directory, 'report.json');
  try {
    const command = jestCommand([...args, '--passWithNoTests', '--json', `--outputFile=${file}`]);
    const problem = await runNode(command, 'as it comes', deadline);
    const text = await readFile(file, 'utf8').catch((error: unknown) => {
      console.error(`Jest left no report: ${String(error)}`);
      return undefined;
    });
    if (text === undefined) return fail(stage, problem ?? 'no report');
    const report = JSON.parse(text) as JestReport;
    const failed = report.numFailedTests + report.numRuntimeErrorTestSuites;
    const tally = { passed: report.numPassedTests, failed, skipped: report.numPendingTests + report.numTodoTests };
    // All tests passed, and yet: it did not come to an end, or left processes behind.
    return problem !== undefined && failed === 0 ? { ...tally, ...fail(stage, problem), passed: tally.passed } : tally;
  } finally {
    await rm(directory, { recursive: true });
  }
}

function fail(stage: Stage, problem: string): Tally {
  console.error(`${stage.name}: ${problem}`);
  return { passed: 0, failed: 1, skipped: 0 };
}

/** Runs Node and returns what went wrong, undefined when nothing did. */
async function runNode(
  args: readonly string[],
  output: 'as it comes' | 'when it fails',
  deadline: AbortSignal,
): Promise<string | undefined> {
  const chunks: Buffer[] = [];
  const child = spawnGroup(
    process.execPath,
    args,
    root,
    output === 'as it comes' ? ['ignore', 'ignore', 'inherit'] : 'pipe',
  );
  for (const stream of [child.stdout, child.stderr]) stream?.on('data', (chunk: Buffer) => chunks.push(chunk));
  let problem: string | undefined;
  const end = (): void => {
    problem = 'did not end in time';
    void endGroup(child);
  };
  deadline.addEventListener('abort', end);
  const { code, signal } = await new Promise<{ code: number | null; signal: string | null }>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (exitCode, exitSignal) => resolve({ code: exitCode, signal: exitSignal }));
  });
  deadline.removeEventListener('abort', end);
  if (code !== 0) problem ??= code === null ? `ended by ${String(signal)}` : `ended with exit code ${code}`;
  if (isGroupAlive(child)) {
    await sleep(2000);
    if (isGroupAlive(child)) {
      await endGroup(child);
      problem ??= 'left processes behind';
    }
  }
  if (problem !== undefined) process.stderr.write(Buffer.concat(chunks));
  return problem;
}
