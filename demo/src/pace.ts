/** How this process works, as the control page wants it: told by the process that started it, usual when run alone. */
import { setTimeout as sleep } from 'node:timers/promises';

export type Pace = 'usual' | 'slow' | 'paused';

/** A message to a role's process; what is left out stays as it is. */
export interface Order {
  /** Of a consumer. */
  readonly pace?: Pace;
  /** How many times as much as usual a producer sends. */
  readonly load?: number;
  /** Records that a producer sends once, beside the usual ones. */
  readonly burst?: number;
}

/** With this pause after each record, a consumer reads ten in a second. */
const slowMs = 100;

let pace: Pace = 'usual';
let load = 1;
let burst = 0;
const listeners: ((pace: Pace) => void)[] = [];

process.on('message', (order: Order) => {
  load = order.load ?? load;
  burst += order.burst ?? 0;
  if (order.pace === undefined) return;
  pace = order.pace;
  for (const listener of listeners) listener(pace);
});

/** Called at each change from now on. */
export function onPace(listener: (pace: Pace) => void): void {
  listeners.push(listener);
}

export function presentPace(): Pace {
  return pace;
}

/** A consumer waits for this after each record. */
export async function takeTime(stop: AbortSignal): Promise<void> {
  if (pace !== 'slow' || stop.aborted) return;
  await sleep(slowMs, undefined, { signal: stop }).catch((error: unknown) => {
    if (!stop.aborted) throw error;
  });
}

/** How many records a producer sends now, where it would send `usual`. */
export function dueRecords(usual: number): number {
  const due = Math.round(usual * load) + burst;
  burst = 0;
  return due;
}
