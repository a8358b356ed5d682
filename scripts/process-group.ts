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

/** Whether a program left others of its group behind. */
export function isGroupAlive(leader: ChildProcess): boolean {
  return listProcesses().some((process) => process.group === leader.pid);
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
}

/** All processes but those that only wait for their parent to notice their end. */
function listProcesses(): Process[] {
  const table = execFileSync('ps', ['-A', '-o', 'pid=,ppid=,pgid=,stat='], { encoding: 'utf8' });
  return table
    .trim()
    .split('\n')
    .map((line) => line.trim().split(/\s+/))
    .filter(([, , , state]) => state?.startsWith('Z') === false)
    .map(([pid, parent, group]) => ({ pid: Number(pid), parent: Number(parent), group: Number(group) }));
}
