import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { closeProbes } from './probes.ts';

/** One process of a scenario: works until `stop` is aborted, then leaves its groups and connections behind in order. */
export type Role = (stop: AbortSignal) => Promise<void>;

/** Time to leave after a signal; whoever takes longer is ended. */
const leaveMs = 4_000;

/** Plays the role named on the command line until SIGINT, SIGTERM or the death of the process that started it. */
export async function play(roles: Readonly<Record<string, Role>>): Promise<void> {
  const name = process.argv[2] ?? '';
  const role = roles[name];
  if (!role) {
    console.error(`unknown role '${name}': give one of ${Object.keys(roles).join(', ')}`);
    process.exit(2);
  }
  const stop = new AbortController();
  const leave = () => {
    stop.abort();
    setTimeout(() => process.exit(0), leaveMs).unref();
  };
  for (const event of ['SIGINT', 'SIGTERM', 'disconnect']) process.once(event, leave);
  try {
    await role(stop.signal);
    await closeProbes();
    process.exit(0);
  } catch (error) {
    if (stop.signal.aborted) process.exit(0);
    console.error(`${name}: ${error instanceof Error ? error.message : String(error)}`);
    process.exit(1);
  }
}

export async function aborted(stop: AbortSignal): Promise<void> {
  if (!stop.aborted) await once(stop, 'abort');
}

/** Waits, but not longer than until `stop` is aborted; says whether to go on: `do { … } while (await pause(ms, stop))`. */
export async function pause(ms: number, stop: AbortSignal): Promise<boolean> {
  try {
    await sleep(ms, undefined, { signal: stop });
  } catch (error) {
    if (!stop.aborted) throw error;
  }
  return !stop.aborted;
}
