import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { describe, expect, it } from '@jest/globals';
import { endGroup, leftBehind, spawnGroup } from '../process-group.ts';

/** A shell that says its own pid and that of a child in a session of its own. */
async function start(script: string) {
  const leader = spawnGroup('bash', ['-c', script], '.', ['ignore', 'pipe', 'inherit']);
  const [chunk] = (await once(leader.stdout ?? leader, 'data')) as [Buffer];
  return { leader, childPid: Number(chunk.toString()) };
}

/** A process that only waits to be noticed by its parent has ended. */
function isRunning(pid: number): boolean {
  const { stdout } = spawnSync('ps', ['-o', 'stat=', '-p', String(pid)], { encoding: 'utf8' });
  return stdout !== '' && !stdout.startsWith('Z');
}

describe('endGroup', () => {
  it('ends children in whatever group they are', async () => {
    const { leader, childPid } = await start('setsid sleep 60 & echo $!; wait');
    await endGroup(leader);
    expect(isRunning(childPid)).toBe(false);
    expect(leftBehind(leader)).toEqual([]);
  });

  it('ends what a leader left behind', async () => {
    const { leader, childPid } = await start('sleep 60 & echo $!');
    if (leader.exitCode === null) await once(leader, 'exit');
    expect(leftBehind(leader)).toEqual([`${String(childPid)} sleep 60`]);
    await endGroup(leader);
    expect(isRunning(childPid)).toBe(false);
  });
});
