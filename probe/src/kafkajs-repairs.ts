import { createRequire } from 'node:module';

/**
 * Mends two faults of kafkajs 2.2.4 in this process, for all of its clients; import it before they are made.
 *
 * - Every connection would look each millisecond whether requests wait, by a timer that it sets into the past: some 3 % of
 *   a core for each, and a TimeoutNegativeWarning from Node 24.
 * - A consumer that is stopped while it takes note that brokers came or went would begin to fetch again, and ask itself
 *   for ever, without a pause in which anything else could happen: the process hangs with a core at 100 %.
 */

interface RequestQueue {
  readonly pending: readonly unknown[];
  /** Milliseconds since 1970; -1 when the broker does not throttle this connection. */
  readonly throttledUntil: number;
  scheduleCheckPendingRequests(): void;
}

interface Runner {
  readonly running: boolean;
  readonly fetchManager: { stop(): Promise<void> };
  fetch(nodeId: number): Promise<unknown[]>;
}

const load = createRequire(import.meta.url);
const { prototype: queue } = load('kafkajs/src/network/requestQueue') as { prototype: RequestQueue };
const { prototype: runner } = load('kafkajs/src/consumer/runner') as { prototype: Runner };

const schedule = Reflect.get(queue, 'scheduleCheckPendingRequests');
queue.scheduleCheckPendingRequests = function (this: RequestQueue) {
  if (this.pending.length > 0 || this.throttledUntil > Date.now()) schedule.call(this);
};

const fetchFrom = Reflect.get(runner, 'fetch');
runner.fetch = async function (this: Runner, nodeId: number) {
  if (this.running) return fetchFrom.call(this, nodeId);
  // Fetchers that were made after the stop. Not waited for: it waits for this answer.
  void this.fetchManager.stop();
  return [];
};
