import { setImmediate } from 'node:timers/promises';

/** Longest stretch of work between two turns of the event loop. Several tasks may share a turn, hence well below 50 ms. */
const sliceMs = 5;

let sliceStartedMs = performance.now();

/**
 * Whether the work at hand has run long enough to let others in: then `await nextTurn()`.
 * Ask it every few hundred items, so that asking costs nothing.
 */
export function sliceIsOver(): boolean {
  return performance.now() - sliceStartedMs > sliceMs;
}

/** Lets the event loop serve timers, sockets and requests before the work goes on. */
export async function nextTurn(): Promise<void> {
  await setImmediate();
  sliceStartedMs = performance.now();
}

/** Between two pieces of work: lets others in if it is time to. */
export async function breathe(): Promise<void> {
  if (sliceIsOver()) await nextTurn();
}
