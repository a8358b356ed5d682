import type { ChildProcess, StdioOptions } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { goReport } from './go-report.ts';
import { endGroup, leftBehind, spawnGroup } from './process-group.ts';
import { jestCommand, root } from './stages.ts';
import type { Stage } from './stages.ts';
import { sum } from './tally.ts';
import type { Tally } from './tally.ts';

/** Runs a stage to its end and says how many tests passed; a stage without tests of its own counts as one. */
export async function runStage(stage: Stage, jestArgs: readonly string[]): Promise<Tally> {
  const deadline = AbortSignal.timeout(stage.minutes * 60_000);
  if (stage.jest !== undefined) return runJest(stage, [...stage.jest, ...jestArgs], deadline);
  if (stage.go !== undefined) return runGo(stage, path.join(root, stage.go), deadline);
  for (const args of stage.programs ?? []) {
    const { code, trouble } = await run({ file: process.execPath, args, cwd: root }, 'when it fails', deadline);
    const problem = trouble ?? (code === 0 ? undefined : `ended with exit code ${String(code)}`);
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
    const ends = AbortSignal.any([deadline, soonAfter(file)]);
    const { code, trouble } = await run({ file: process.execPath, args: command, cwd: root }, 'as it comes', ends);
    const report = existsSync(file) ? (JSON.parse(await readFile(file, 'utf8')) as JestReport) : undefined;
    const counted = report === undefined ? { passed: 0, failed: 0, skipped: 0 } : count(report);
    if (trouble !== undefined) return sum([counted, fail(stage, trouble)]);
    // Jest has complaints of its own, such as options that it does not know.
    if (code !== 0 && counted.failed === 0) return sum([counted, fail(stage, `ended with exit code ${String(code)}`)]);
    return counted;
  } finally {
    await rm(directory, { recursive: true });
  }
}

/** As the plugin itself is built, so that nothing is built twice. */
const goTags = '-tags=arrow_json_stdlib';

async function runGo(stage: Stage, cwd: string, deadline: AbortSignal): Promise<Tally> {
  const vet = await run({ file: 'go', args: ['vet', goTags, './...'], cwd }, 'when it fails', deadline);
  if (vet.trouble !== undefined || vet.code !== 0) return fail(stage, vet.trouble ?? 'go vet found faults');
  const test = await run({ file: 'go', args: ['test', goTags, '-json', './...'], cwd }, 'as a value', deadline);
  const { tally, complaints } = goReport(test.output);
  process.stderr.write(complaints);
  if (test.trouble !== undefined) return sum([tally, fail(stage, test.trouble)]);
  if (test.code !== 0 && tally.failed === 0)
    return sum([tally, fail(stage, `ended with exit code ${String(test.code)}`)]);
  return tally;
}

/** Aborts when a file has been there for a while: after its report, Jest waits for whatever tests left open. */
function soonAfter(file: string): AbortSignal {
  const soon = new AbortController();
  const timer = setInterval(() => {
    if (!existsSync(file)) return;
    clearInterval(timer);
    setTimeout(() => soon.abort(), 20_000).unref();
  }, 1000).unref();
  return soon.signal;
}

function count(report: JestReport): Tally {
  return {
    passed: report.numPassedTests,
    failed: report.numFailedTests + report.numRuntimeErrorTestSuites,
    skipped: report.numPendingTests + report.numTodoTests,
  };
}

function fail(stage: Stage, problem: string): Tally {
  console.error(`${stage.name}: ${problem}`);
  return { passed: 0, failed: 1, skipped: 0 };
}

interface Ending {
  readonly code: number | null;
  /** What went wrong beyond the exit code: how the program ended, or what it left behind. */
  readonly trouble: string | undefined;
  /** What it wrote, unless it was passed on as it came. */
  readonly output: string;
}

interface Program {
  readonly file: string;
  readonly args: readonly string[];
  readonly cwd: string;
}

async function run(
  { file, args, cwd }: Program,
  output: 'as it comes' | 'when it fails' | 'as a value',
  deadline: AbortSignal,
): Promise<Ending> {
  const stdio: StdioOptions = output === 'as it comes' ? ['ignore', 'ignore', 'inherit'] : ['ignore', 'pipe', 'pipe'];
  const child = spawnGroup(file, args, cwd, stdio);
  const chunks: Buffer[] = [];
  for (const stream of [child.stdout, child.stderr]) stream?.on('data', (chunk: Buffer) => chunks.push(chunk));
  let trouble: string | undefined;
  const end = (): void => {
    trouble = 'did not come to an end';
    void endGroup(child);
  };
  deadline.addEventListener('abort', end);
  const isClosed = once(child, 'close');
  const [code, signal] = (await once(child, 'exit')) as [number | null, NodeJS.Signals | null];
  deadline.removeEventListener('abort', end);
  if (signal !== null) trouble ??= `ended by ${signal}`;
  const left = await stillThere(child);
  if (left.length > 0) {
    trouble ??= `left processes behind:\n  ${left.join('\n  ')}`;
    await endGroup(child);
  }
  // All that was written has arrived, unless a process that escaped from the group holds the output open.
  await Promise.race([isClosed, sleep(1000)]);
  const written = Buffer.concat(chunks);
  if (output === 'when it fails' && (code !== 0 || trouble !== undefined)) process.stderr.write(written);
  return { code, trouble, output: written.toString() };
}

/** The others of a program's group, if they do not end soon; those that are just ending get some time. */
async function stillThere(child: ChildProcess): Promise<readonly string[]> {
  for (let attempt = 0; attempt < 10 && leftBehind(child).length > 0; attempt++) await sleep(300);
  return leftBehind(child);
}
