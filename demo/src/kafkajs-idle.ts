import { createRequire } from 'node:module';

interface RequestQueue {
  readonly pending: readonly unknown[];
  /** Epoch milliseconds; -1 when the broker does not throttle this connection. */
  readonly throttledUntil: number;
  scheduleCheckPendingRequests(): void;
}

const { prototype } = createRequire(import.meta.url)('kafkajs/src/network/requestQueue') as { prototype: RequestQueue };
const schedule = Object.getOwnPropertyDescriptor(prototype, 'scheduleCheckPendingRequests')?.value as () => void;

/**
 * kafkajs 2.2.4 looks each millisecond whether a connection has requests waiting, because it sets that timer from a
 * moment in the past: some percent of a core per idle client, and a TimeoutNegativeWarning from Node 24. Here it looks
 * only while there is something to wait for.
 */
prototype.scheduleCheckPendingRequests = function (this: RequestQueue) {
  if (this.pending.length > 0 || this.throttledUntil > Date.now()) schedule.call(this);
};
