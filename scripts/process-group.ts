import { execFileSync, spawn } from 'node:child_process';
import type { ChildProcess, StdioOptions } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';

const graceMs = 15_000;
const running = new Set<ChildProcess>();

/** Starts a program in a process group of its own, so that it can be ended with all that it started. */
export function spawnGroup(program: string, args: readonly string[], cwd: string, stdio: StdioOptions): ChildProcess {
  const child = spawn(program, args, { cwd, stdio, detached: true });
  running.add(child);
  child.once('exit', () => running.delete(child));
  return child;
}

export async function endAllGroups(): Promise<void> {
  await Promise.all([...running].map(endGroup));
}

/** Asks a program and everything below it to end, waits, and kills what is left. */
export async function endGroup(leader: ChildProcess): Promise<void> {
  const family = new Set(leader.pid === undefined ? [] : [leader.pid]);
  // Noted before any has ended: then its children could not be found any more.
  let left = leftOf(family, leader);
  for (const { pid } of left) signal(pid, 'SIGTERM');
  for (const deadlineMs = performance.now() + graceMs; left.length > 0; left = leftOf(family, leader)) {
    if (performance.now() > deadlineMs) for (const { pid } of left) signal(pid, 'SIGKILL');
    await sleep(250);
  }
}

/** Which processes of a family are left; the family grows by the children that are found on the way. */
function leftOf(family: Set<number>, leader: ChildProcess): Process[] {
  const processes = listProcesses();
  for (const pid of family) {
    for (const child of processes) if (child.parent === pid) family.add(child.pid);
  }
  return processes.filter(({ pid, group }) => family.has(pid) || group === leader.pid);
}

/** The others of its group that a program left behind, each as one line that tells which it is. */
export function leftBehind(leader: ChildProcess): string[] {
  const left = listProcesses().filter((process) => process.group === leader.pid);
  return left.map(({ pid, command }) => `${String(pid)} ${shortened(command)}`);
}

/** A class path may be longer than a screen: the program and its last arguments are what tells one from another. */
function shortened(command: string): string {
  return command.length <= 200 ? command : `${command.slice(0, 60)} … ${command.slice(-140)}`;
}

function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name);
  } catch (error) {
    // It has ended meanwhile.
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}

interface Process {
  readonly pid: number;
  readonly parent: number;
  readonly group: number;
  readonly command: string;
}

/** All processes but those that only wait for their parent to notice their end. */
function listProcesses(): Process[] {
  const table = execFileSync('ps', ['-A', '-ww', '-o', 'pid=,ppid=,pgid=,stat=,args='], {
    encoding: 'utf8',
    maxBuffer: 64 * 2 ** 20,
  });
  return table
    .trim()
    .split('\n')
    .map((line) => line.trim().split(/\s+/))
    .filter(([, , , state]) => state?.startsWith('Z') === false)
    .map(([pid, parent, group, , ...command]) => ({
      pid: Number(pid),
      parent: Number(parent),
      group: Number(group),
      command: command.join(' '),
    }));
}
